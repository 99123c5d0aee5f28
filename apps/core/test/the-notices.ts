import type { LiveEvents } from '../src/realtime/live-events.js';
import { Notices } from '../src/notifications/notices.js';
import { PushNudge } from '../src/notifications/push/push-nudge.js';
import { TellingRepository } from '../src/notifications/telling.repository.js';

/** What tells employees, as its module wires it; nobody pushes. */
export const theNotices = (live: LiveEvents): Notices => new Notices(new TellingRepository(), live, new PushNudge());
