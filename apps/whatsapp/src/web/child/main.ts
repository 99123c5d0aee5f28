import { UserError } from '#libs/errors';
import { bringing, ordering, type Begin } from '../line/asks.js';
import { Line, type Answering } from '../line/line.js';
import { widOf } from '../mapping/page-ids.js';
import { LinkedDevice } from './linked-device.js';
import { stumbleOf } from './stumble.js';

/** Bringing waits for a database that may be away: it is asked again. */
const bringWithinMs = 60_000;

// The process of one number's session. It knows its number and nothing else of the house; who started it watches it, and when that one
// has gone it goes too.
process.umask(0o077);
let device: LinkedDevice | null = null;

const opened = (): LinkedDevice => {
  if (!device) throw new UserError('whatsapp.session-not-begun');
  return device;
};

const answering: Answering<typeof ordering> = {
  begin: async (how: Begin) => {
    device = await LinkedDevice.prepare(how, {
      tell: (news) => line.tell(news),
      handOver: (what, request) => line.ask(what, request, bringWithinMs),
    });
    device.open();
    return null;
  },
  groups: (groups) => {
    opened().groups = groups;
    return Promise.resolve(null);
  },
  link: async (way) => {
    await opened().link(way);
    return null;
  },
  backFill: (asked) => opened().lookingBack.backFill(asked),
  tally: async (asked) => {
    await opened().lookingBack.tally(asked, (what, request) => line.ask(what, request, bringWithinMs));
    return null;
  },
  send: ({ order, file }) => opened().sender.send(order, file),
  findSent: ({ order, since }) => opened().sender.findSent(order, since),
  fetchMedia: (asked) => opened().media.fetch(asked),
  markRead: async ({ chatId }) => {
    await opened().markRead(widOf(chatId));
    return null;
  },
  typing: ({ chatId, is }) => opened().typing(widOf(chatId), is),
  probe: () => opened().probe(),
  unlink: async () => {
    await opened().logOut();
    return null;
  },
  stop: async () => {
    await device?.close();
    // The answer goes out first.
    setImmediate(() => process.exit(0));
    return null;
  },
};

const line = new Line(process, ordering, bringing, answering);

process.on('disconnect', () => {
  void (device?.close() ?? Promise.resolve()).finally(() => process.exit(0));
});
// The library leaves promises to themselves when a page goes under its eyes. Whether the page lives is asked by others, again and again.
process.on('unhandledRejection', (reason) => line.tell({ is: 'stumbled', ...stumbleOf(reason) }));
process.on('uncaughtException', (error) => {
  line.tell({ is: 'stumbled', ...stumbleOf(error) });
  line.tell({ is: 'ended', why: 'fell', code: 'whatsapp.session-stumbled' });
  setTimeout(() => process.exit(1), 100);
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
