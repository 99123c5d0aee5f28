import { filterOf, narrowedBy, searchAddress } from './search-address.js';

const anId = '0190a000-0000-7000-8000-000000000000';

describe('what is looked for, in the address line', () => {
  it('leaves out whatever is nothing of it', () => {
    expect(
      searchAddress({
        q: 'рахунок',
        in: 'letters',
        medium: 'fax',
        direction: 'inbound',
        tagId: 'x',
        period: 'week',
        files: 1,
      }),
    ).toEqual({ q: 'рахунок', in: 'letters', direction: 'inbound', period: 'week' });
    expect(searchAddress({ q: 40817, tagId: anId, files: true })).toEqual({ q: '40817', tagId: anId, files: true });
    expect(searchAddress({})).toEqual({ q: '' });
  });

  it('is asked of the API with the beginning of its period', () => {
    const asked = filterOf({ q: 'x', in: 'notes', period: 'week', files: true }, new Date(2026, 10, 26, 13, 5));
    expect(asked).toEqual({ q: 'x', from: new Date(2026, 10, 20).toISOString(), withFiles: 'true' });
  });

  it('counts its filters', () => {
    expect([narrowedBy({ q: 'x', in: 'notes' }), narrowedBy({ q: 'x', files: true, period: 'day' })]).toEqual([0, 2]);
  });
});
