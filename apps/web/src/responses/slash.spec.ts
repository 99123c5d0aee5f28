import { bracesLeft, slashTyped, withWords } from './slash.js';

describe('words looked for by a slash', () => {
  it.each([
    ['/', 1, { from: 0, q: '' }],
    ['/hel', 4, { from: 0, q: 'hel' }],
    ['Dear Ada,\n/дяк', 14, { from: 10, q: 'дяк' }],
    ['see /pri and', 8, { from: 4, q: 'pri' }],
    ['and/or', 6, null],
    ['https://x', 9, null],
    ['/two words', 10, null],
    ['', 0, null],
  ])('in %j at %i', (text, caret, typed) => {
    expect(slashTyped(text, caret)).toEqual(typed);
  });

  it('stand in the place of what was typed', () => {
    expect(withWords('see /pri and', 4, 8, 'the price')).toEqual({ text: 'see the price and', caret: 13 });
  });

  it('are not sent with their braces; other braces are the writer’s own', () => {
    expect(bracesLeft('Dear {{client.first-name}}, {{ Me.x }}', '{{user.name}} {{client.first-name}}')).toEqual([
      '{{client.first-name}}',
      '{{ Me.x }}',
    ]);
  });
});
