import { soonWanted } from './soon-wanted.js';

describe('what will be wanted soon', () => {
  const asking = () => {
    const asked: string[] = [];
    const ask = soonWanted((of: string) => {
      asked.push(of);
      return of === 'refused' ? Promise.reject(new Error(of)) : Promise.resolve(`${of} ${asked.length}`);
    });
    return { asked, ask };
  };

  it('is asked for once, and the answer is for the first who wants it', async () => {
    const { asked, ask } = asking();
    await ask.begin('list');
    expect([await ask('list'), asked]).toEqual(['list 1', ['list']]);
    expect([await ask('list'), asked]).toEqual(['list 2', ['list', 'list']]);
  });

  it('is no answer to something else', async () => {
    const { ask } = asking();
    await ask.begin('list');
    expect(await ask('other list')).toBe('other list 2');
  });

  it('is asked for again where what was begun is forgotten', async () => {
    const { ask } = asking();
    await ask.begin('list');
    ask.forget();
    expect(await ask('list')).toBe('list 2');
  });

  it('says what was refused to whoever wants it, and then is asked for again', async () => {
    const { asked, ask } = asking();
    ask.begin('refused').catch(() => undefined);
    await expect(ask('refused')).rejects.toThrow('refused');
    await expect(ask('refused')).rejects.toThrow('refused');
    expect(asked).toHaveLength(2);
  });
});
