import { letGo } from './let-go.js';

describe('letting bytes go', () => {
  it('leaves nothing of what had a memory of its own', () => {
    const bytes = Buffer.alloc(100_000, 7);
    letGo(bytes);
    expect(bytes.length).toBe(0);
  });

  it('leaves alone what shares its memory: with a larger whole, or with others in the pool of Node', () => {
    const whole = Buffer.alloc(100_000, 7);
    letGo(whole.subarray(0, 50_000));
    expect(whole.length).toBe(100_000);
    const small = Buffer.from('a letter');
    letGo(small);
    expect(small.toString()).toBe('a letter');
  });

  it('does nothing to what was let go before', () => {
    const bytes = Buffer.alloc(100_000);
    letGo(bytes);
    expect(() => letGo(bytes)).not.toThrow();
  });
});
