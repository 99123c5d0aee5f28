import { worthAsking } from './worth-asking.js';

const now = Date.parse('2026-11-25T12:00:00Z');
const client = { fieldsMissing: [] as string[], fieldsStale: false, lastInteractionAt: '2026-11-25T09:00:00Z' };

describe('what to ask a client', () => {
  it('is nothing where all is known and fresh', () => expect(worthAsking(client, now)).toBeNull());
  it('is what is missing before what is old', () =>
    expect(worthAsking({ ...client, fieldsMissing: ['city'], fieldsStale: true }, now)).toBe('missing'));
  it('is whether the old still holds', () => expect(worthAsking({ ...client, fieldsStale: true }, now)).toBe('stale'));
  it('is nothing a day after the last word, nor before the first', () => {
    const missing = { ...client, fieldsMissing: ['city'] };
    expect(worthAsking({ ...missing, lastInteractionAt: '2026-11-24T11:00:00Z' }, now)).toBeNull();
    expect(worthAsking({ ...missing, lastInteractionAt: null }, now)).toBeNull();
  });
});
