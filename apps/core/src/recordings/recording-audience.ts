import type { ClientId } from '#libs/contracts';
import { hasRight } from '../access/rights.js';
import type { Viewer } from '../access/viewer.js';
import type { Audience } from '../realtime/live-events.js';

/** Who is told of a recording: those who see the card, or, without one, those who look after what has none; and who has a part in it. */
export function recordingAudience(clientId: ClientId | null, also: (viewer: Viewer) => boolean): Audience {
  const right = 'recordings.play';
  if (clientId !== null) return { clientId, right, also };
  return { clientId, right, also, among: (viewer) => hasRight(viewer, 'unplaced.handle') };
}
