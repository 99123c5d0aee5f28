import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';
import { RecordingView } from '../recording.view.js';

export const PlaylistView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    owner: PersonRef,
    /** Shared with this team; null: the owner's own. */
    team: PersonRef.nullable(),
    /** Those that the viewer may hear. */
    recordings: z.int(),
    createdAt: z.iso.datetime(),
    mine: z.boolean(),
  })
  .meta({ id: 'Playlist' });
export type PlaylistView = z.infer<typeof PlaylistView>;

/** With what is in it, in the order in which it was put there. */
export const PlaylistContent = PlaylistView.extend({ items: z.array(RecordingView) }).meta({ id: 'PlaylistContent' });
export type PlaylistContent = z.infer<typeof PlaylistContent>;

export const NewPlaylist = z.object({
  name: z.string().trim().min(1).max(200),
  /** Shared with one's own team; null: for oneself. */
  teamId: z.uuid().nullable().default(null),
});
export type NewPlaylist = z.infer<typeof NewPlaylist>;

export const NewPlaylistItem = z.object({ recordingId: z.uuid() });
