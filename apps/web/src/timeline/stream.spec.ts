import { streamOf } from './stream.js';

const entry = (id: string, occurredAt: string) => ({ id, occurredAt });
const event = (id: string, at: string) => ({ id, at });

describe('the stream of a timeline', () => {
  it('has what changed on the card between the entries, the oldest first', () => {
    const stream = streamOf(
      [entry('c', '2026-11-25T12:00:00Z'), entry('a', '2026-11-23T12:00:00Z')],
      [event('d', '2026-11-26T12:00:00Z'), event('b', '2026-11-24T12:00:00Z'), event('0', '2026-11-22T12:00:00Z')],
    );
    expect(stream.map(({ key }) => key)).toEqual(['0', 'a', 'b', 'c', 'd']);
  });

  it('of one moment says the entry first', () => {
    const at = '2026-11-25T12:00:00Z';
    expect(streamOf([entry('a', at)], [event('b', at)]).map(({ key }) => key)).toEqual(['a', 'b']);
  });
});
