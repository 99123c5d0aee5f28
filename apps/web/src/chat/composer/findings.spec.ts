import { findingsOf } from './findings.js';

describe('what the protection of clients found', () => {
  it('is taken as it is told, and what is not understood is passed over', () => {
    expect(
      findingsOf([
        { kind: 'messenger-link', text: 't.me/anna' },
        { kind: 'private-number', text: '' },
        { other: 1 },
        'x',
      ]),
    ).toEqual([
      { kind: 'messenger-link', text: 't.me/anna' },
      { kind: 'private-number', text: null },
    ]);
    expect(findingsOf(undefined)).toEqual([]);
  });
});
