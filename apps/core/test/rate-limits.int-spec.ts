import { aCompany, anEmployee, type SavedEmployee } from '#libs/testing';
import { aCore, type Answer, type Caller, type TestCore } from './a-core.js';

describe('who asks too much', () => {
  let core: TestCore;
  let anna: SavedEmployee;
  const said = ({ status, body }: Answer) => [status, body?.code];
  /** How many answers there were before the first 429. */
  const before = async (caller: Caller, path: string, most: number): Promise<[number, Answer]> => {
    for (let n = 0; ; n += 1) {
      const answer = await caller.get(path);
      if (answer.status === 429 || n > most) return [n, answer];
    }
  };

  beforeAll(async () => {
    core = await aCore({ env: { KEEPLINE_REQUESTS_PER_MINUTE: '30' } });
    await aCompany().saved(core.db);
    anna = await anEmployee('Anna').saved(core.db);
  });
  afterAll(() => core.close());

  it('waits, is told how long, and holds nobody else up', async () => {
    const [page, other] = [await core.as(anna), await core.as(anna)];
    const [asked, refused] = await before(page, 'me', 40);
    expect([asked, ...said(refused)]).toEqual([30, 429, 'request.too-many']);
    const { retryAfterS } = refused.body['details'] as { retryAfterS: number };
    expect(Number(refused.headers.get('retry-after'))).toBe(retryAfterS);
    expect(retryAfterS).toBeGreaterThan(0);
    expect(retryAfterS).toBeLessThanOrEqual(60);
    expect(said(await other.get('me'))).toEqual([200, undefined]);
  });

  it('is a program sooner than a page', async () => {
    const program = await core.as(await anEmployee('Boris').saved(core.db), 'bearer');
    expect((await before(program, 'me', 40))[0]).toBe(15);
  });

  it('walks through everything slowly, however often they are signed in', async () => {
    const [one, two] = [await core.as(anna), await core.as(anna)];
    const [asked, refused] = await before(one, 'clients', 40);
    expect([asked, ...said(refused)]).toEqual([10, 429, 'request.too-many']);
    expect(said(await two.get('search?q=lamp'))).toEqual([429, 'request.too-many']);
    expect(said(await two.get('me'))).toEqual([200, undefined]);
  });

  it('is an address that nobody knows', async () => {
    const [asked, refused] = await before(
      core.stranger.with({ authorization: `Bearer kl_${'x'.repeat(43)}` }),
      'me',
      40,
    );
    expect([asked, ...said(refused)]).toEqual([30, 429, 'request.too-many']);
    expect(said(await core.stranger.get('setup'))).toEqual([429, 'request.too-many']);
  });
});
