import { eventually } from './eventually.js';

describe('eventually', () => {
  it('waits until the assertion holds, and gives its value', async () => {
    let times = 0;
    expect(await eventually(() => (++times < 3 ? Promise.reject(new Error('not yet')) : times))).toBe(3);
  });

  it('gives up with the last failure', async () => {
    let times = 0;
    const never = eventually(() => Promise.reject(new Error(`no, ${++times}`)), { withinMs: 30 });
    await expect(never).rejects.toThrow(/^no, [2-9]/);
  });
});
