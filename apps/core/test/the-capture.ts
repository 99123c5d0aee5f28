import { Alerts } from '../src/alerts/alerts.js';
import { AlertsRepository } from '../src/alerts/alerts.repository.js';
import type { Journal } from '../src/audit/journal/journal.js';
import { CaptureRepository } from '../src/conversations/capture/capture.repository.js';
import { CaptureService } from '../src/conversations/capture/capture.service.js';
import type { InboundCopies } from '../src/conversations/capture/inbound-copies.js';
import { LetterWatch } from '../src/conversations/capture/letter-watch.js';
import { LetterWatchRepository } from '../src/conversations/capture/letter-watch.repository.js';
import { SentElsewhere } from '../src/conversations/capture/sent-elsewhere.js';
import { SentElsewhereRepository } from '../src/conversations/capture/sent-elsewhere.repository.js';
import { ThreadCluesRepository } from '../src/conversations/capture/thread-clues.repository.js';
import { InteractionsRepository } from '../src/conversations/interactions.repository.js';
import type { LiveEvents } from '../src/realtime/live-events.js';
import { theNotices } from './the-notices.js';

/** Nothing is copied to anybody. */
const noCopies = { send: () => Promise.resolve() } as unknown as InboundCopies;

/** What captures letters, as its module wires it. */
export function theCapture(journal: Journal, live: LiveEvents, copies: InboundCopies = noCopies): CaptureService {
  const notices = theNotices(live);
  return new CaptureService(
    new CaptureRepository(),
    new InteractionsRepository(journal),
    copies,
    new SentElsewhere(new SentElsewhereRepository()),
    notices,
    live,
    new ThreadCluesRepository(),
    new LetterWatch(new LetterWatchRepository(), new Alerts(new AlertsRepository(), live, notices)),
  );
}
