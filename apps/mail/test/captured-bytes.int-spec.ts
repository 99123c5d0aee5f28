import { aLetter } from '../../../test/peers/letters.js';
import { MailHouse } from './mail-house.js';

describe('the bytes of a letter that a folder session brought', () => {
  let house: MailHouse;
  beforeAll(async () => {
    house = await MailHouse.open();
  });
  afterAll(() => house.close());

  it('are held no longer than until they are durable', async () => {
    const kept = aLetter().body('x'.repeat(20_000)).bytes();
    const source = Buffer.from(kept);
    const channelId = await house.aMailbox();
    const sink = house.capture().sinkFor({ channelId, folder: 'INBOX', direction: 'inbound' });
    await sink.store(1n, [{ uid: 1, size: source.length, receivedAt: new Date(), source }]);
    expect(source.length).toBe(0);
    const [letter] = await house.received(channelId);
    expect((await house.evidence.read(letter!.evidence.sha256, kept.length)).equals(kept)).toBe(true);
  });
});
