import type { ChannelId } from '#libs/contracts';
import type { DriverSink, FoundChange, FoundMessage, FoundProgress } from '../driver/driver.port.js';
import type { ChangeOnLine, MessageOnLine } from './line/asks.js';
import type { Bringing } from './session-process.js';

/** From the line to the sink. What rejects there is brought again by the session. */
export function bringTo(sink: DriverSink, channelId: ChannelId): Bringing {
  const done = async (bringing: Promise<void>): Promise<null> => {
    await bringing;
    return null;
  };
  return {
    messages: (found) => done(sink.messages(channelId, found.map(messageFrom))),
    changes: (found) => done(sink.changes(channelId, found.map(changeFrom))),
    progress: (found) =>
      done(
        sink.progress(
          channelId,
          found.map((one): FoundProgress => ({ ...one, at: new Date(one.at), deliveryId: null })),
        ),
      ),
    identity: (party) => done(sink.identity(channelId, party)),
    tallied: ({ from, to, messageIds }) => done(sink.tallied(channelId, new Date(from), new Date(to), messageIds)),
  };
}

function messageFrom(found: MessageOnLine): FoundMessage {
  return { ...found, sentAt: new Date(found.sentAt), original: Buffer.from(found.original) };
}

function changeFrom(found: ChangeOnLine): FoundChange {
  return { ...found, at: new Date(found.at), original: Buffer.from(found.original) };
}
