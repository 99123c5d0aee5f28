import { settled } from './changing.js';

const now = new Map<string, string | null>([
  ['name', 'Ada Ltd'],
  ['stage', 'sales'],
  ['fields.city', null],
]);
const name = (to: string) => ({ field: 'name', is: 'text' as const, to });
const stage = (to: string) => ({ field: 'stage', is: 'code' as const, to });

describe('two people at one card', () => {
  it('who changed different fields both have their way', () => {
    expect(settled(now, [name('Ada & Sons')], new Set(['stage']))).toEqual({
      changes: [{ field: 'name', is: 'text', from: 'Ada Ltd', to: 'Ada & Sons' }],
      collisions: [],
    });
  });

  it('who changed the same field differently collide, and the rest of it is known all the same', () => {
    expect(settled(now, [name('Ada & Sons'), stage('account')], new Set(['name']))).toEqual({
      changes: [{ field: 'stage', is: 'code', from: 'sales', to: 'account' }],
      collisions: [{ change: { field: 'name', is: 'text', from: 'Ada Ltd', to: 'Ada & Sons' }, mine: 'Ada & Sons' }],
    });
  });

  it('who meant the same do not collide', () => {
    expect(settled(now, [name('Ada Ltd')], new Set(['name']))).toEqual({ changes: [], collisions: [] });
  });

  it('sees a field that nobody filled as empty', () => {
    const city = { field: 'fields.city', is: 'text' as const, label: 'City', to: 'Kyiv' };
    expect(settled(now, [city], new Set()).changes).toEqual([{ ...city, from: null }]);
  });
});
