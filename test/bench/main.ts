import { benchBombs } from './bombs.js';
import { benchCalls } from './calls.js';
import { benchCapture } from './capture.js';
import { benchIdle } from './idle.js';
import { benchImports } from './imports.js';
import { benchOldMail } from './old-mail.js';
import { benchInbox } from './inbox.js';
import { benchPage } from './page.js';
import { benchSearch } from './search.js';
import { benchSubmission } from './submission.js';
import { benchTimeline } from './timeline.js';
import { benchWhatsapp } from './whatsapp.js';

/** `npm run bench [capture|submission|bombs|timeline|inbox|imports|oldmail|search|page|calls|whatsapp|idle] [size]`: figures beside their goals; ratios hold between machines, seconds do not. */
const [which, size] = process.argv.slice(2);

if (which === undefined || which === 'idle') await benchIdle();
if (which === undefined || which === 'capture') await benchCapture(Number(size ?? 10_000), 3);
if (which === undefined || which === 'bombs') await benchBombs();
if (which === undefined || which === 'submission') await benchSubmission(Number(size ?? 3_000));
if (which === undefined || which === 'timeline') await benchTimeline(Number(size ?? 1_000_000));
if (which === undefined || which === 'inbox') await benchInbox(Number(size ?? 1_000_000));
if (which === undefined || which === 'search') await benchSearch(Number(size ?? 1_000_000));
if (which === undefined || which === 'imports') await benchImports(Number(size ?? 20_000));
if (which === undefined || which === 'oldmail') await benchOldMail(Number(size ?? 10_000));
if (which === undefined || which === 'page') await benchPage();
if (which === undefined || which === 'whatsapp') await benchWhatsapp(Number(size ?? 1_000));
if (which === undefined || which === 'calls') await benchCalls(Number(size ?? 120));
