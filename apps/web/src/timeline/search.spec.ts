import { filterIn, goneTo, placeIn, timelineSearch } from './search.js';

describe('where one stands in a timeline', () => {
  it('is what the address says, as far as it can be meant', () => {
    expect(timelineSearch({ entry: 'e', at: '2026-11-25', medium: 'phone', kind: 'note' })).toEqual({
      ...{ entry: 'e', medium: 'phone' },
    });
    expect(
      timelineSearch({ at: '2026-02-30', medium: 'pigeon', kind: 'change', employee: 'anna', contact: '' }),
    ).toEqual({ kind: 'change', employee: 'anna' });
  });

  it('is asked for by the names of the API', () => {
    const search = { medium: 'email', employee: 'anna', contact: 'point', at: '2026-11-25' } as const;
    expect(filterIn(search)).toEqual({ medium: 'email', employeeId: 'anna', contactPointId: 'point' });
    expect(placeIn(search)).toEqual({ at: '2026-11-25' });
  });

  it('leaves the place where it is narrowed, and the filter where an entry is shown', () => {
    const now = { at: '2026-11-25', medium: 'email' } as const;
    expect(goneTo(now, { filter: { kind: 'note', employeeId: 'anna' } })).toEqual({ kind: 'note', employee: 'anna' });
    expect(goneTo(now, { place: { at: '2024-01-01' } })).toEqual({ medium: 'email', at: '2024-01-01' });
    expect(goneTo(now, { place: {} })).toEqual({ medium: 'email' });
    expect(goneTo(now, { place: { entry: 'e' } })).toEqual({ entry: 'e' });
  });
});
