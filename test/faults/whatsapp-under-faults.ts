import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { InteractionView } from '../../apps/core/src/conversations/interaction.view.js';
import { seeded } from '#libs/testing';
import type { WhatsappPhone } from '../peers/whatsapp/page/phone.js';
import { WhatsappWorld } from '../peers/whatsapp/page/whatsapp-world.js';
import type { ApiUser } from '../product/api.js';
import { Product } from '../product/product.js';
import { companyNumber, standInFor, timelineOf, whatsappClient, WhatsappOffice } from '../whatsapp/whatsapp-office.js';
import { browsersUnder } from './browser-processes.js';
import type { FaultReport } from './capture-under-faults.js';

const people = 15;
/** From one message of the clients to the next; from one of ours to the next. */
const feedMs = 150;
const writeMs = 700;
const settleMs = 180_000;

const kinds = [
  'Chromium SIGKILL',
  'renderer crash',
  'gateway kill -9',
  'network drop',
  'page freeze',
  'CONFLICT',
] as const;
type Kind = (typeof kinds)[number];

/** What became of our own messages. */
export interface SendingReport {
  readonly offered: number;
  /** In the client's chat more than once. */
  readonly twice: number;
  /** Shown as sent (or for ever as waiting), and not in the client's chat. */
  readonly lost: number;
  /** Shown as `unknown`: a person decides. How many of them the client has all the same is no fault; more of them than faults is one. */
  readonly unknown: number;
  readonly failed: number;
}

interface Card {
  readonly id: string;
  readonly number: string;
}

/**
 * Clients write without pause and employees answer without pause, while all that can fall falls. Oracle is the phone: what was said in its
 * chats must be on the cards, once; what was written on the cards must be in its chats, once. The product is left stopped, its data in place.
 */
export async function whatsappUnderFaults(o: {
  messages: number;
  /** How often each kind of fault. */
  rounds: number;
  freezeMs: number;
  seed: number;
}): Promise<{ report: FaultReport; sending: SendingReport; product: Product }> {
  const world = await WhatsappWorld.open();
  const product = await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn', ...standInFor(world) });
  const begun = performance.now();
  try {
    await product.start(120_000);
    const owner = await product.owner();
    const office = await WhatsappOffice.connect(owner, world);
    const phone = await office.link();
    const cards: Card[] = [];
    for (let n = 0; n < people; n++) {
      const number = `+38050${String(4_000_100 + n)}`;
      cards.push({ number, id: (await whatsappClient(owner, `Client ${n}`, number)).id });
    }
    // A browser writes its storage down only after some seconds: a kill before that costs the link, here as with WhatsApp itself.
    await pause(10_000);

    const random = seeded(o.seed);
    const acts = Array.from({ length: o.rounds }, () => kinds)
      .flat()
      .sort(() => random() - 0.5);
    let going = true;
    const said = new Map<string, string>();
    const feeding = feed(phone, cards, said, () => going || said.size < o.messages);
    const writing = write(owner, cards, () => going);
    // Whoever fails is heard at the end, and not before.
    writing.catch(() => undefined);
    for (const act of acts) {
      await pause(1_000 + random() * 2_500);
      await befall(act, { office, product, freezeMs: o.freezeMs });
      await office.untilReady();
    }
    going = false;
    await feeding;
    const written = await writing;
    const { lost, duplicated, corrupted } = await capturedOf(owner, cards, said);
    const sending = await sentOf(owner, cards, written, phone);
    await product.stop();
    return {
      product,
      sending,
      report: {
        faults: Object.fromEntries(kinds.map((kind) => [kind, o.rounds])),
        offered: said.size,
        lost,
        duplicated,
        corrupted,
        seconds: (performance.now() - begun) / 1000,
      },
    };
  } catch (error) {
    await product.remove();
    throw error;
  } finally {
    await world.close();
  }
}

/** Takes the session over elsewhere, whatever state the last fault has left it in, until it is seen; then somebody says that we go on. */
async function quarrel(office: WhatsappOffice): Promise<void> {
  const until = Date.now() + 120_000;
  for (;;) {
    office.world.conflict(companyNumber);
    await pause(2_000);
    if ((await office.number()).code === 'whatsapp.conflict') break;
    if (Date.now() > until) throw new Error('the conflict is not seen');
  }
  await office.linking('qr');
}

async function befall(
  act: Kind,
  { office, product, freezeMs }: { office: WhatsappOffice; product: Product; freezeMs: number },
): Promise<void> {
  const { world } = office;
  const { browsers, renderers } = await browsersUnder(product.dataDir);
  switch (act) {
    case 'Chromium SIGKILL':
      return someOf(browsers, act).forEach((pid) => process.kill(pid, 'SIGKILL'));
    case 'renderer crash':
      return someOf(renderers, act).forEach((pid) => process.kill(pid, 'SIGSEGV'));
    case 'gateway kill -9':
      await product.kill();
      await product.start(120_000);
      return;
    case 'network drop':
      world.drop();
      await pause(5_000);
      return world.restore();
    case 'page freeze':
      return world.freeze(companyNumber, freezeMs);
    case 'CONFLICT':
      return quarrel(office);
  }
}

/** A fault that befell nobody shows nothing. */
function someOf(pids: readonly number[], act: Kind): readonly number[] {
  if (pids.length === 0) throw new Error(`${act}: there is no such process`);
  return pids;
}

/** Clients write, whatever happens. @param said gets each text with the card that it belongs on */
async function feed(
  phone: WhatsappPhone,
  cards: readonly Card[],
  said: Map<string, string>,
  goesOn: () => boolean,
): Promise<void> {
  for (let n = 0; goesOn(); n++) {
    const card = cards[n % cards.length]!;
    const text = `in ${n}`;
    said.set(text, card.id);
    phone.say({ chat: card.number, text });
    await pause(feedMs);
  }
}

/** Employees write: a request that got no answer is repeated under its key, as the page does. @returns the texts that were taken */
async function write(owner: ApiUser, cards: readonly Card[], goesOn: () => boolean): Promise<Map<string, string>> {
  const taken = new Map<string, string>();
  for (let n = 0; goesOn(); n++) {
    const card = cards[n % cards.length]!;
    const text = `out ${n}`;
    const body = { medium: 'whatsapp', text, idempotencyKey: randomUUID() };
    for (;;) {
      const answer = await owner.ask('POST', `/clients/${card.id}/messages`, body).catch(() => null);
      if (answer && answer.status < 300) break;
      if (answer && answer.status < 500)
        throw new Error(`${text} was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
      await pause(200);
    }
    taken.set(text, card.id);
    await pause(writeMs);
  }
  return taken;
}

/** @returns `corrupted`: entries with words that nobody said, or on another's card */
async function capturedOf(
  owner: ApiUser,
  cards: readonly Card[],
  said: ReadonlyMap<string, string>,
): Promise<Pick<FaultReport, 'lost' | 'duplicated' | 'corrupted'>> {
  const until = Date.now() + settleMs;
  const wanted = new Set([...said].map(([text, card]) => `${card} ${text}`));
  for (;;) {
    const entries = (await everything(owner, cards)).filter(({ direction }) => direction === 'inbound');
    const found = new Map<string, number>();
    for (const { clientId, text } of entries) {
      const key = `${clientId} ${text}`;
      found.set(key, (found.get(key) ?? 0) + 1);
    }
    const lost = [...wanted].filter((key) => !found.has(key)).length;
    const duplicated = entries.length - found.size;
    const corrupted = [...found.keys()].filter((key) => !wanted.has(key)).length;
    if (lost === 0 || Date.now() > until) return { lost, duplicated, corrupted };
    await pause(1_000);
  }
}

async function sentOf(
  owner: ApiUser,
  cards: readonly Card[],
  written: ReadonlyMap<string, string>,
  phone: WhatsappPhone,
): Promise<SendingReport> {
  const until = Date.now() + settleMs;
  const pending = ['queued', 'sending'];
  let ours: InteractionView[];
  for (;;) {
    ours = (await everything(owner, cards)).filter(({ message }) => message?.sentBy === 'employee');
    if (!ours.some(({ status }) => pending.includes(status)) || Date.now() > until) break;
    await pause(1_000);
  }
  const arrived = new Map<string, number>();
  for (const { text } of phone.sent()) arrived.set(text, (arrived.get(text) ?? 0) + 1);
  const state = new Map(ours.map(({ text, status }) => [text, status]));
  const texts = [...written.keys()];
  return {
    offered: written.size,
    twice: [...arrived.values()].reduce((sum, n) => sum + n - 1, 0),
    lost: texts.filter((text) => !arrived.has(text) && !['unknown', 'failed'].includes(state.get(text) ?? '')).length,
    unknown: texts.filter((text) => state.get(text) === 'unknown').length,
    failed: texts.filter((text) => state.get(text) === 'failed').length,
  };
}

async function everything(owner: ApiUser, cards: readonly Card[]): Promise<InteractionView[]> {
  return (await Promise.all(cards.map(({ id }) => timelineOf(owner, id)))).flat();
}
