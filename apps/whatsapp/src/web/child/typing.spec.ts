import type { Page } from './page.js';
import { TypingWatch } from './typing.js';

describe('who is typing', () => {
  it('is told in our words, and not with every letter', () => {
    const told: [string, string][] = [];
    let now = 1_000;
    const page: Pick<Page, 'run'> = { run: () => Promise.reject(new Error('no page')) };
    const watch = new TypingWatch(
      page,
      (chatId, is) => told.push([chatId, is]),
      () => now,
    );
    watch.heard('380501112233@c.us', 'composing');
    watch.heard('380501112233@c.us', 'composing');
    watch.heard('380501112233@c.us', 'recording');
    now += 6_000;
    watch.heard('380501112233@c.us', 'recording');
    watch.heard('380501112233@c.us', 'unavailable');
    watch.heard('380501112233@c.us', 'hovering');
    watch.heard('120363000000000001@g.us', 'composing');
    expect(told).toEqual([
      ['380501112233', 'typing'],
      ['380501112233', 'recording'],
      ['380501112233', 'recording'],
      ['380501112233', 'away'],
    ]);
  });
});
