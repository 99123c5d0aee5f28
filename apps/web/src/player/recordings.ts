import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import type { Span } from './skip-silence.js';

export type Recording = Schemas['Recording'];
export type RecordingMark = Recording['marks'][number];
export type RecordingComment = Schemas['RecordingComment'];
export type Criterion = Schemas['Criterion'];
export type Scorecard = Schemas['Scorecard'];
export type Transcript = Schemas['Transcript'];

export interface Peaks {
  perSecond: number;
  lanes: number[][];
  speech: Span[][];
}

const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
};
const after = (cursor: string | null) => (cursor === null ? {} : { cursor });

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
  queryOptions({
    queryKey: recordingKeys.recording(id),
    queryFn: () => take(api.GET('/api/v1/recordings/{id}', { params: { path: { id } } })),
  });

export const peaksQuery = (id: string) =>
  queryOptions({
    queryKey: ['recording', id, 'peaks'],
    // The API's description knows no pairs: there a span is an array of numbers.
    queryFn: async (): Promise<Peaks> => {
      const peaks = await take(api.GET('/api/v1/recordings/{id}/peaks', { params: { path: { id } } }));
      return { ...peaks, speech: peaks.speech.map((lane) => lane.map(([from = 0, to = 0]) => [from, to] as const)) };
    },
    staleTime: Infinity,
  });

export const commentsQuery = (id: string) =>
  infiniteQueryOptions({
    ...paged,
    queryKey: recordingKeys.comments(id),
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/recordings/{id}/comments', {
          params: { path: { id }, query: { limit: 100, ...after(pageParam) } },
        }),
      ),
  });

/** Comments in which colleagues call for the viewer, newest first. */
export const mentionsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: recordingKeys.mentions,
  queryFn: ({ pageParam }) =>
    take(
      api.GET('/api/v1/recordings/comments', {
        params: { query: { mentioned: 'me', limit: 30, ...after(pageParam) } },
      }),
    ),
});

export const scoresQuery = (id: string) =>
  queryOptions({
    queryKey: recordingKeys.scores(id),
    queryFn: () => take(api.GET('/api/v1/recordings/{id}/scores', { params: { path: { id } } })),
  });

export const transcriptQuery = (id: string) =>
  queryOptions({
    queryKey: recordingKeys.transcript(id),
    queryFn: () => take(api.GET('/api/v1/recordings/{id}/transcript', { params: { path: { id } } })),
    refetchInterval: (query) => (query.state.data?.state === 'waiting' ? 5_000 : false),
  });

export const criteriaQuery = queryOptions({
  queryKey: recordingKeys.criteria,
  queryFn: () => take(api.GET('/api/v1/criteria')),
});

export const playlistsQuery = queryOptions({
  queryKey: recordingKeys.playlists,
  queryFn: () => take(api.GET('/api/v1/playlists')),
});

export const playlistQuery = (id: string) =>
  queryOptions({
    queryKey: recordingKeys.playlist(id),
    queryFn: () => take(api.GET('/api/v1/playlists/{id}', { params: { path: { id } } })),
  });

/** Where the sound is streamed from, by byte ranges; asked for only once somebody plays. */
export const audioUrl = (id: string, download = false) =>
  `/api/v1/recordings/${id}/audio${download ? '?download=1' : ''}`;

export const addComment = (id: string, body: { atMs: number; text: string; mentions: string[] }) =>
  take(api.POST('/api/v1/recordings/{id}/comments', { params: { path: { id } }, body }));

export const strikeComment = (id: string, commentId: string) =>
  take(api.DELETE('/api/v1/recordings/{id}/comments/{commentId}', { params: { path: { id, commentId } } }));

export const saveScores = (id: string, body: { scores: Record<string, number>; remark: string | null }) =>
  take(api.PUT('/api/v1/recordings/{id}/scores', { params: { path: { id } }, body }));

export const askTranscript = (id: string) =>
  take(api.POST('/api/v1/recordings/{id}/transcript', { params: { path: { id } } }));

export const createCriterion = (body: { name: string; hint: string }) => take(api.POST('/api/v1/criteria', { body }));

export const changeCriterion = (id: string, body: { retired: boolean }) =>
  take(api.PATCH('/api/v1/criteria/{id}', { params: { path: { id } }, body }));

export const createPlaylist = (name: string, teamId: string | null) =>
  take(api.POST('/api/v1/playlists', { body: { name, teamId } }));

export const endPlaylist = (id: string) => take(api.DELETE('/api/v1/playlists/{id}', { params: { path: { id } } }));

export const addToPlaylist = (id: string, recordingId: string) =>
  take(api.POST('/api/v1/playlists/{id}/items', { params: { path: { id } }, body: { recordingId } }));

export const takeOffPlaylist = (id: string, recordingId: string) =>
  take(api.DELETE('/api/v1/playlists/{id}/items/{recordingId}', { params: { path: { id, recordingId } } }));
