import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bug, OperationalError } from '#libs/errors';
import { eventually } from '#libs/testing';
import type { ChangeOnLine, MessageOnLine } from '../line/asks.js';
import { Capture } from './capture.js';
import { tallies } from './looking-back.js';
import { Parties } from './parties.js';
import { isLike } from './sent-likeness.js';
import { WaitingWords } from './waiting-words.js';

let folder: string;
let brought: { what: string; request: unknown }[];
let away: boolean;
let refusals: number;
let groups: 'ignore' | 'attach';
let news: unknown[];
let poison: string | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepline-capture-'));
  brought = [];
  away = false;
  refusals = 0;
  groups = 'attach';
  news = [];
  poison = null;
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function aCapture(): Promise<Capture> {
  const none = () => Promise.resolve(null);
  const nobody = { phoneBehind: none, phoneKnownBehind: none, titleOf: none };
  return new Capture(
    new Parties(nobody, () => undefined),
    await WaitingWords.open(folder),
    (what, request) => {
      if (away) {
        refusals++;
        return Promise.reject(new OperationalError('away'));
      }
      if (poison !== null && JSON.stringify(request).includes(poison)) return Promise.reject(new Bug('poison'));
      brought.push({ what, request });
      return Promise.resolve(null);
    },
    () => groups,
    () => ['380441234567@c.us'],
    (one) => news.push(one),
  );
}

const model = (id: string, more: Record<string, unknown> = {}, remote = '380501112233@c.us', fromMe = false) => ({
  id: { fromMe, remote, id, _serialized: `${fromMe}_${remote}_${id}` },
  type: 'chat',
  body: id,
  t: 1_795_600_000,
  ...more,
});
const messages = () =>
  brought.filter(({ what }) => what === 'messages').flatMap(({ request }) => request as MessageOnLine[]);
const changes = () =>
  brought.filter(({ what }) => what === 'changes').flatMap(({ request }) => request as ChangeOnLine[]);

describe('what the page told', () => {
  it('goes nowhere before it is known whose number this is, and then in its order', async () => {
    const capture = await aCapture();
    for (const id of ['A', 'B', 'C']) capture.live({ is: 'message', model: model(id), origin: 'live' });
    await Promise.resolve();
    expect(brought).toEqual([]);
    capture.begin();
    await eventually(() => expect(messages().map(({ messageId }) => messageId)).toEqual(['A.in', 'B.in', 'C.in']));
  });

  it('is brought until it is durable, once', async () => {
    const capture = await aCapture();
    capture.begin();
    away = true;
    let durable = false;
    const looked = capture
      .lookedUp([{ is: 'message', model: model('A'), origin: 'backfill' }])
      .then(() => (durable = true));
    capture.live({ is: 'message', model: model('B'), origin: 'live' });
    await eventually(() => expect(refusals).toBeGreaterThan(0));
    expect(durable).toBe(false);
    away = false;
    await looked;
    await eventually(() => expect(messages().map(({ messageId }) => messageId)).toEqual(['A.in', 'B.in']));
  });

  it('leaves groups alone where the policy says so', async () => {
    groups = 'ignore';
    const capture = await aCapture();
    capture.begin();
    capture.live({ is: 'message', model: model('A', {}, '120363000000000001@g.us'), origin: 'live' });
    capture.live({ is: 'message', model: model('B'), origin: 'live' });
    await eventually(() => expect(messages().map(({ messageId }) => messageId)).toEqual(['B.in']));
  });

  it('of ours comes by the way of a look back only when a server has it', async () => {
    const capture = await aCapture();
    capture.begin();
    const own = (id: string, ack: number) => model(id, { ack }, undefined, true);
    await capture.lookedUp([
      { is: 'message', model: own('PENDING', 0), origin: 'backfill' },
      { is: 'message', model: own('FAILED', -1), origin: 'backfill' },
      { is: 'message', model: own('READ', 3), origin: 'backfill' },
    ]);
    expect(messages().map(({ messageId }) => messageId)).toEqual(['READ']);
    expect(brought.at(-1)).toMatchObject({ what: 'progress', request: [{ messageId: 'READ', state: 'read' }] });
  });

  it('without its words is told again when they come, also after a fall', async () => {
    const before = await aCapture();
    before.begin();
    await before.lookedUp([{ is: 'message', model: model('A', { type: 'ciphertext', body: null }), origin: 'live' }]);
    expect(messages().map(({ content }) => content.kind)).toEqual(['ciphertext']);

    const after = await aCapture();
    after.begin();
    await after.lookedUp([{ is: 'message', model: model('A', { body: 'Words' }), origin: 'backfill' }]);
    expect(changes()).toMatchObject([
      { messageId: 'A.in', change: { is: 'decrypted', content: { kind: 'text', text: 'Words' } } },
    ]);
    await after.lookedUp([{ is: 'message', model: model('A', { body: 'Words' }), origin: 'backfill' }]);
    expect(changes()).toHaveLength(1);
  });

  it('that was edited or deleted while nobody listened is found so', async () => {
    const capture = await aCapture();
    capture.begin();
    const edited = model('A', { body: 'Six', latestEditSenderTimestampMs: 1_795_600_500_000 });
    await capture.lookedUp([
      { is: 'message', model: edited, origin: 'backfill' },
      { is: 'message', model: model('B', { type: 'revoked', body: '' }), origin: 'backfill' },
    ]);
    expect(changes().map(({ messageId, change }) => [messageId, change.is])).toEqual([
      ['A.in', 'edited'],
      ['B.in', 'revoked'],
    ]);
  });

  it('and cannot be held is looked for later', async () => {
    const capture = await aCapture();
    for (let n = 0; n < 5_001; n++) capture.live({ is: 'message', model: model(`M${n}`), origin: 'live' });
    capture.begin();
    await eventually(() => expect(news).toEqual([{ is: 'missed' }]), { withinMs: 20_000 });
    expect(messages()).toHaveLength(5_000);
  });

  it('and cannot be kept holds nobody else up, and somebody hears of it', async () => {
    poison = 'POISON';
    const capture = await aCapture();
    capture.begin();
    await capture.lookedUp(
      ['A', 'POISON', 'B'].map((id) => ({ is: 'message', model: model(id), origin: 'backfill' }) as const),
    );
    expect(messages().map(({ messageId }) => messageId)).toEqual(['A.in', 'B.in']);
    expect(news).toEqual([{ is: 'broken', what: 'messages' }]);
  });

  it('is kept although the disk is full, and what waits for its words cannot be noted', async () => {
    const capture = await aCapture();
    capture.begin();
    await rm(folder, { recursive: true });
    capture.live({ is: 'message', model: model('A', { type: 'ciphertext', body: null }), origin: 'live' });
    capture.live({ is: 'message', model: model('A', { body: 'Words' }), origin: 'live' });
    await capture.lookedUp([{ is: 'message', model: model('B'), origin: 'backfill' }]);
    expect(messages().map(({ messageId }) => messageId)).toEqual(['A.in', 'A.in', 'B.in']);
    expect(changes()).toMatchObject([{ messageId: 'A.in', change: { is: 'decrypted' } }]);
    expect(news).toEqual([]);
  });

  it('and cannot be read holds nobody else up, and somebody hears of it', async () => {
    const capture = await aCapture();
    capture.begin();
    const endless: Record<string, unknown> = {};
    endless.itself = endless;
    capture.live({ is: 'message', model: endless, origin: 'live' });
    await capture.lookedUp([{ is: 'message', model: model('A'), origin: 'backfill' }]);
    expect(messages().map(({ messageId }) => messageId)).toEqual(['A.in']);
    expect(news).toEqual([{ is: 'broken', what: 'message' }]);
  });

  it('and is nothing at all harms nobody', async () => {
    const capture = await aCapture();
    capture.begin();
    for (const rubbish of [null, 'x', {}, { id: 7 }, { id: { id: '', fromMe: 'x' } }]) {
      capture.live({ is: 'message', model: rubbish, origin: 'live' });
      capture.live({ is: 'reaction', model: rubbish });
      capture.live({ is: 'ack', model: rubbish, ack: 1 });
    }
    await capture.lookedUp([{ is: 'message', model: model('A'), origin: 'backfill' }]);
    expect(messages().map(({ messageId }) => messageId)).toEqual(['A.in']);
  });
});

describe('a tally', () => {
  it('speaks for all of its time, in pieces of a thousand', () => {
    const [from, to] = ['2026-11-25T00:00:00.000Z', '2026-11-25T12:00:00.000Z'];
    expect(tallies([], from, to)).toEqual([{ from, to, messageIds: [] }]);
    const found = Array.from({ length: 2_001 }, (_, n) => ({ messageId: `M${n}`, t: 1_795_564_800 + n }));
    const pieces = tallies(found, from, to);
    expect(pieces.map(({ messageIds }) => messageIds.length)).toEqual([1_000, 1_000, 1]);
    expect(pieces.map((piece) => [piece.from, piece.to])).toEqual([
      [from, '2026-11-25T00:16:40.000Z'],
      ['2026-11-25T00:16:40.000Z', '2026-11-25T00:33:20.000Z'],
      ['2026-11-25T00:33:20.000Z', to],
    ]);
  });
});

describe('one that may have been sent', () => {
  const sent = { id: 'X', type: 'chat', ack: 1, text: 'Hi', caption: '', filename: null };
  const evidence = { sha256: 'a'.repeat(64) as never, size: 1 };
  const file = { is: 'media', as: 'document', evidence, type: 'application/pdf', name: 'a.pdf', caption: '' } as const;

  it('is known by its words, or by its kind, caption and name', () => {
    expect(isLike(sent, { is: 'text', text: 'Hi' })).toBe(true);
    expect(isLike(sent, { is: 'text', text: 'Ho' })).toBe(false);
    expect(isLike({ ...sent, type: 'document', filename: 'a.pdf' }, file)).toBe(true);
    expect(isLike({ ...sent, type: 'document', filename: 'b.pdf' }, file)).toBe(false);
    expect(isLike({ ...sent, type: 'image' }, file)).toBe(false);
  });
});
