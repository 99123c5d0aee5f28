import { Showings } from './showings.js';

describe('a showing', () => {
  it('is one as long as somebody looks again within five minutes', () => {
    const showings = new Showings();
    expect(showings.begins('ada', 'qr', 0)).toBe(true);
    expect(showings.begins('ada', 'qr', 299_000)).toBe(false);
    expect(showings.begins('ada', 'qr', 598_000)).toBe(false);
    expect(showings.begins('ada', 'qr', 898_000)).toBe(true);
  });

  it('is another one of somebody else, and of something else', () => {
    const showings = new Showings();
    expect(showings.begins('ada', 'qr', 0)).toBe(true);
    expect(showings.begins('eve', 'qr', 1)).toBe(true);
    expect(showings.begins('ada', 'picture', 2)).toBe(true);
  });
});
