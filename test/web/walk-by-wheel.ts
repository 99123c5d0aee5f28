import type { Page } from 'playwright-core';
import { numberOfEntry } from '../product/long-card.js';

/** What somebody who turns the wheel saw of a long card. */
export interface Walked {
  /** The first and the last entry that stood in the pane. */
  from: number;
  to: number;
  /** Numbers of entries between those that never stood in it; at most twenty. */
  missed: number[];
  /** Entries that stood twice in the list at one time. */
  doubled: string[];
  /** How often what was in sight moved by something else than the wheel. */
  jumped: number;
}

/** In the page: which entries are in sight and where, as the browser is about to paint them. */
const looked = `(() => {
  const box = document.querySelector('[role=feed]').closest('[tabindex="-1"]');
  const frame = box.getBoundingClientRect();
  const rows = [...box.querySelectorAll('[data-row]')];
  const keys = rows.map((row) => row.dataset.row);
  const inSight = rows.flatMap((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return bottom > frame.top && top < frame.bottom && bottom > top ? [{ key: row.dataset.row, top }] : [];
  });
  return { inSight, doubled: keys.filter((key, n) => keys.indexOf(key) !== n), scrollTop: box.scrollTop,
    atStart: box.scrollTop <= 0, atEnd: box.scrollTop + box.clientHeight >= box.scrollHeight - 1,
    older: box.querySelector('[role=feed]').previousElementSibling !== null, loaded: keys[0] + keys.at(-1) };
})()`;

interface Looked {
  inSight: { key: string; top: number }[];
  doubled: string[];
  scrollTop: number;
  atStart: boolean;
  atEnd: boolean;
  older: boolean;
  loaded: string;
}

/** Two frames: what was asked for is laid out and painted. */
const painted = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/**
 * Turns the wheel over the stream and looks after every turn, as long as there is somewhere to go.
 * @param by pixels at once; negative: towards the older
 * @param until an entry that is reached when it has been seen; without it `steps` turns
 */
export async function walkByWheel(
  page: Page,
  { by, until, steps = Infinity }: { by: number; until?: number; steps?: number },
): Promise<Walked> {
  const box = (await page.getByRole('feed').locator('xpath=../..').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const seen = new Set<number>();
  const doubled = new Set<string>();
  let [jumped, waited] = [0, 0];
  let before = await page.evaluate<Looked>(looked);
  for (let step = 0; step < steps && waited < 200; step += 1) {
    for (const { key } of before.inSight) seen.add(numberOfEntry(key));
    for (const key of before.doubled) doubled.add(key);
    if (
      until !== undefined &&
      [...before.inSight].some(({ key }) => (by < 0 ? numberOfEntry(key) <= until : numberOfEntry(key) >= until))
    )
      break;
    await page.mouse.wheel(0, by);
    await page.evaluate(painted);
    const now = await page.evaluate<Looked>(looked);
    const moved = now.inSight.flatMap(({ key, top }) => {
      const was = before.inSight.find((each) => each.key === key);
      return was === undefined ? [] : [was.top - top];
    });
    // The wheel moves everything by one and the same, towards where it is turned, and by no more than it was turned (and what one owes it).
    if (moved.length > 0 && moved.some((px) => Math.abs(px - moved[0]!) > 2 || px * by < -2)) jumped += 1;
    waited = now.inSight[0]?.key === before.inSight[0]?.key && now.loaded === before.loaded ? waited + 1 : 0;
    before = now;
  }
  const numbers = [...seen].filter((n) => !Number.isNaN(n));
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  const missed: number[] = [];
  for (let n = first; n <= last && missed.length < 20; n += 1) if (!seen.has(n)) missed.push(n);
  return { from: by < 0 ? last : first, to: by < 0 ? first : last, missed, doubled: [...doubled], jumped };
}
