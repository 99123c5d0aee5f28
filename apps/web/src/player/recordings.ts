import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
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
  recordingId: string;
  client: PersonRef | null;
  atMs: number;
  /** null: struck. */
  text: string | null;
  mentions: PersonRef[];
  author: PersonRef;
  createdAt: string;
  struckAt: string | null;
  mine: boolean;
}

export interface Criterion {
  id: string;
  team: PersonRef | null;
  name: string;
  hint: string;
  position: number;
  retired: boolean;
}

export interface Scorecard {
  id: string;
  listener: PersonRef;
  scores: { criterionId: string; name: string; value: number }[];
  remark: string | null;
  createdAt: string;
  /** The listener's newest: the one that counts. */
  current: boolean;
}

export interface Transcript {
  state: TranscriptState;
  code: string | null;
  words: Word[];
}

export interface Playlist {
  id: string;
  name: string;
  owner: PersonRef;
  team: PersonRef | null;
  recordings: number;
  createdAt: string;
  mine: boolean;
}

export interface PlaylistContent extends Playlist {
  items: Recording[];
}

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
};
const after = (cursor: string | null) => (cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`);

const of = (id: string) => `/api/v1/recordings/${id}`;

export const recordingKeys = {
  recording: (id: string) => ['recording', id] as const,
  comments: (id: string) => ['recording', id, 'comments'] as const,
  scores: (id: string) => ['recording', id, 'scores'] as const,
  transcript: (id: string) => ['recording', id, 'transcript'] as const,
  mentions: ['recording-mentions'] as const,
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
  infiniteQueryOptions({
    ...paged,
    queryKey: recordingKeys.comments(id),
    queryFn: ({ pageParam }) => ask<Page<RecordingComment>>('GET', `${of(id)}/comments?limit=100${after(pageParam)}`),
  });

/** Comments in which colleagues call for the viewer, newest first. */
export const mentionsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: recordingKeys.mentions,
  queryFn: ({ pageParam }) =>
    ask<Page<RecordingComment>>('GET', `/api/v1/recordings/comments?mentioned=me&limit=30${after(pageParam)}`),
});

export const scoresQuery = (id: string) =>
  queryOptions({
    queryKey: recordingKeys.scores(id),
    queryFn: () => ask<{ items: Scorecard[] }>('GET', `${of(id)}/scores`),
  });

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
    queryFn: () => ask<PlaylistContent>('GET', `/api/v1/playlists/${id}`),
  });

/** Where the sound is streamed from, by byte ranges; asked for only once somebody plays. */
export const audioUrl = (id: string, download = false) => `${of(id)}/audio${download ? '?download=1' : ''}`;

export const addComment = (id: string, body: { atMs: number; text: string; mentions: string[] }) =>
  ask<RecordingComment>('POST', `${of(id)}/comments`, body);

export const strikeComment = (id: string, commentId: string) =>
  ask<undefined>('DELETE', `${of(id)}/comments/${commentId}`);

export const saveScores = (id: string, body: { scores: Record<string, number>; remark: string | null }) =>
  ask<{ items: Scorecard[] }>('PUT', `${of(id)}/scores`, body);

export const askTranscript = (id: string) => ask<Transcript>('POST', `${of(id)}/transcript`);

export const saveCriterion = (id: string | null, body: { name: string; hint?: string; retired?: boolean }) =>
  id === null
    ? ask<Criterion>('POST', '/api/v1/criteria', body)
    : ask<Criterion>('PATCH', `/api/v1/criteria/${id}`, body);

export const createPlaylist = (name: string, teamId: string | null) =>
  ask<Playlist>('POST', '/api/v1/playlists', { name, teamId });

export const endPlaylist = (id: string) => ask<undefined>('DELETE', `/api/v1/playlists/${id}`);

export const addToPlaylist = (playlistId: string, recordingId: string) =>
  ask<undefined>('POST', `/api/v1/playlists/${playlistId}/items`, { recordingId });

export const takeOffPlaylist = (playlistId: string, recordingId: string) =>
  ask<undefined>('DELETE', `/api/v1/playlists/${playlistId}/items/${recordingId}`);
