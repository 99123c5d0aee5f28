import { queryOptions } from '@tanstack/react-query';
import { ask } from '../api/ask.js';
import type { Schemas } from '../api/client.js';
import type { Span } from './skip-silence.js';
import type { Word } from './transcript-lines.js';

type PersonRef = Schemas['PersonRef'];

export interface RecordingMark {
  is: 'hold' | 'recording-paused' | 'transfer' | 'conference' | 'listening' | 'cut';
  fromMs: number;
  toMs: number | null;
  employee: PersonRef | null;
}

export type TranscriptState = 'off' | 'none' | 'waiting' | 'done' | 'failed';

export interface Recording {
  id: string;
  callId: string;
  interactionId: string | null;
  client: PersonRef | null;
  employees: PersonRef[];
  kind: 'call' | 'voicemail';
  startedAt: string;
  durationMs: number;
  type: string;
  lanes: number;
  pauses: { fromMs: number; toMs: number }[];
  cut: boolean;
  marks: RecordingMark[];
  canDownload: boolean;
  comments: number;
  transcript: TranscriptState;
}

export interface Peaks {
  perSecond: number;
  lanes: number[][];
  speech: Span[][];
}

export interface RecordingComment {
  id: string;
  atMs: number;
  text: string;
  mentions: PersonRef[];
  author: PersonRef;
  createdAt: string;
  struckAt: string | null;
}

export interface Criterion {
  id: string;
  name: string;
  about: string;
  retired: boolean;
}

export interface Scorecard {
  scores: { criterion: Criterion; score: number | null }[];
  remark: string;
  scoredBy: PersonRef | null;
  scoredAt: string | null;
}

export interface Transcript {
  state: TranscriptState;
  code: string | null;
  words: Word[];
}

export interface PlaylistItem {
  recording: Recording;
  addedAt: string;
}

export interface Playlist {
  id: string;
  name: string;
  count: number;
  createdBy: PersonRef;
}

const of = (id: string) => `/api/v1/recordings/${id}`;

export const recordingKeys = {
  recording: (id: string) => ['recording', id] as const,
  comments: (id: string) => ['recording', id, 'comments'] as const,
  scores: (id: string) => ['recording', id, 'scores'] as const,
  transcript: (id: string) => ['recording', id, 'transcript'] as const,
  criteria: ['criteria'] as const,
  playlists: ['playlists'] as const,
  playlist: (id: string) => ['playlists', id] as const,
};

export const recordingQuery = (id: string) =>
  queryOptions({ queryKey: recordingKeys.recording(id), queryFn: () => ask<Recording>('GET', of(id)) });

export const peaksQuery = (id: string) =>
  queryOptions({
    queryKey: ['recording', id, 'peaks'],
    queryFn: () => ask<Peaks>('GET', `${of(id)}/peaks`),
    staleTime: Infinity,
  });

export const commentsQuery = (id: string) =>
  queryOptions({
    queryKey: recordingKeys.comments(id),
    queryFn: () => ask<{ items: RecordingComment[] }>('GET', `${of(id)}/comments`),
  });

export const scoresQuery = (id: string) =>
  queryOptions({ queryKey: recordingKeys.scores(id), queryFn: () => ask<Scorecard>('GET', `${of(id)}/scores`) });

export const transcriptQuery = (id: string) =>
  queryOptions({
    queryKey: recordingKeys.transcript(id),
    queryFn: () => ask<Transcript>('GET', `${of(id)}/transcript`),
    refetchInterval: (query) => (query.state.data?.state === 'waiting' ? 5_000 : false),
  });

export const criteriaQuery = queryOptions({
  queryKey: recordingKeys.criteria,
  queryFn: () => ask<{ items: Criterion[] }>('GET', '/api/v1/criteria'),
});

export const playlistsQuery = queryOptions({
  queryKey: recordingKeys.playlists,
  queryFn: () => ask<{ items: Playlist[] }>('GET', '/api/v1/playlists'),
});

export const playlistQuery = (id: string) =>
  queryOptions({
    queryKey: recordingKeys.playlist(id),
    queryFn: () => ask<Playlist & { items: PlaylistItem[] }>('GET', `/api/v1/playlists/${id}`),
  });

/** Where the sound is streamed from, by byte ranges; asked for only once somebody plays. */
export const audioUrl = (id: string, download = false) => `${of(id)}/audio${download ? '?download=1' : ''}`;

export const addComment = (id: string, body: { atMs: number; text: string; mentions: string[] }) =>
  ask<RecordingComment>('POST', `${of(id)}/comments`, body);

export const strikeComment = (id: string, commentId: string) =>
  ask<undefined>('DELETE', `${of(id)}/comments/${commentId}`);

export const saveScores = (id: string, body: { scores: Record<string, number>; remark: string }) =>
  ask<Scorecard>('PUT', `${of(id)}/scores`, body);

export const askTranscript = (id: string) => ask<Transcript>('POST', `${of(id)}/transcript`);

export const saveCriterion = (id: string | null, body: { name?: string; about?: string; retired?: boolean }) =>
  id === null
    ? ask<Criterion>('POST', '/api/v1/criteria', body)
    : ask<Criterion>('PATCH', `/api/v1/criteria/${id}`, body);

export const createPlaylist = (name: string) => ask<Playlist>('POST', '/api/v1/playlists', { name });

export const addToPlaylist = (playlistId: string, recordingId: string) =>
  ask<undefined>('POST', `/api/v1/playlists/${playlistId}/items`, { recordingId });

export const takeOffPlaylist = (playlistId: string, recordingId: string) =>
  ask<undefined>('DELETE', `/api/v1/playlists/${playlistId}/items/${recordingId}`);
