import { randomUUID } from 'node:crypto';
import type { ChannelId, SendWhatsapp } from '#libs/contracts';
import { eventually } from '#libs/testing';
import { listChats } from './page-functions.js';
import { Sender, type SendingDeps } from './sending.js';

const ada = '380501112233';
const order = (text: string): SendWhatsapp => ({
  deliveryId: randomUUID() as SendWhatsapp['deliveryId'],
  channelId: randomUUID() as ChannelId,
  chatId: ada,
  content: { is: 'text', text },
  quotes: null,
  newChat: false,
  at: '2026-11-25T10:00:00.000Z',
});

/** A library that is told when it has come to an end with a message. */
class SlowLibrary {
  readonly handed: string[] = [];
  private readonly ends: ((error?: Error) => void)[] = [];

  sendMessage(_: string, text: string): Promise<unknown> {
    this.handed.push(text);
    return new Promise((resolve, reject) =>
      this.ends.push((error) => {
        if (error) reject(error);
        else resolve({ id: { fromMe: true, remote: `${ada}@c.us`, id: `3EB0${text}` }, ack: 1 });
      }),
    );
  }

  end(error?: Error): void {
    this.ends.shift()!(error);
  }
}

function aSender(client: SlowLibrary): Sender {
  const run = (inside: unknown) => Promise.resolve(inside === listChats ? [{ id: `${ada}@c.us` }] : []);
  return new Sender({ client, page: { run }, me: () => [] } as unknown as SendingDeps);
}

describe('a message with which the page is still at work', () => {
  it('is not said to be absent, and the next one waits behind it', async () => {
    const library = new SlowLibrary();
    const sender = aSender(library);
    const [one, other] = [order('ONE'), order('OTHER')];
    const first = sender.send(one, null);
    const second = sender.send(other, null);
    await eventually(() => expect(library.handed).toEqual(['ONE']));
    expect(await sender.findSent(one, one.at)).toBeNull();
    expect(await sender.findSent(other, other.at)).toBeNull();

    library.end();
    expect(await first).toEqual({ is: 'sent', messageId: '3EB0ONE' });
    await eventually(() => expect(library.handed).toEqual(['ONE', 'OTHER']));
    expect(await sender.findSent(one, one.at)).toEqual([]);

    library.end();
    expect(await second).toEqual({ is: 'sent', messageId: '3EB0OTHER' });
    await eventually(async () => expect(await sender.findSent(other, other.at)).toEqual([]));
  });

  it('is not said to be absent either when the browser has stopped waiting for it; the next one goes', async () => {
    const library = new SlowLibrary();
    const sender = aSender(library);
    const [one, other] = [order('ONE'), order('OTHER')];
    const first = sender.send(one, null);
    const second = sender.send(other, null);
    await eventually(() => expect(library.handed).toEqual(['ONE']));
    library.end(Object.assign(new Error('Runtime.callFunctionOn timed out'), { name: 'ProtocolError' }));
    expect(await first).toEqual({ is: 'unknown', code: 'whatsapp.page-silent' });
    await eventually(() => expect(library.handed).toEqual(['ONE', 'OTHER']));
    library.end(new Error('refused by the page'));
    await second;
    await eventually(async () => expect(await sender.findSent(other, other.at)).toEqual([]));
    expect(await sender.findSent(one, one.at)).toBeNull();
  });
});
