import { Expected, purposeOf } from './expected.js';

const never = () => {
  throw new Error('nobody was to be told');
};
const headers = (given: Record<string, string>) => (name: string) => given[name];

describe('what an INVITE is for', () => {
  it('stands in its header', () => {
    expect(purposeOf(headers({ 'X-Keepline-Ring': 'c1' }))).toEqual({ purpose: 'ring', callId: 'c1' });
    expect(purposeOf(headers({ 'X-Keepline-Call': 'c2' }))).toEqual({ purpose: 'own', callId: 'c2' });
    expect(purposeOf(headers({ 'X-Keepline-Listen': 'c3' }))).toEqual({ purpose: 'listen', callId: 'c3' });
  });

  it('is to ring where nothing is said', () => {
    expect(purposeOf(headers({}))).toEqual({ purpose: 'ring', callId: null });
  });
});

describe('what is answered without a hand', () => {
  it('is the call that this page has placed, and only once', () => {
    const expected = new Expected();
    expected.asks('r1');
    expected.answered('r1', 'c1');
    expect(expected.verdict('own', 'c1', never)).toBe('answer');
    expect(expected.verdict('own', 'c1', never)).toBe('ring');
  });

  it('is not a call that says it was placed here and was not', () => {
    expect(new Expected().verdict('own', 'c9', never)).toBe('ring');
  });

  it('is never one that comes in, whatever was expected', () => {
    const expected = new Expected();
    expected.expect('c1');
    expect(expected.verdict('ring', 'c1', never)).toBe('ring');
  });

  it('is a call in which this page spoke before it was loaded anew, once and for a time', () => {
    let now = 1_000;
    const expected = new Expected(15_000, () => now);
    expected.comesBack('c1', 20_000);
    expected.comesBack('c2', 20_000);
    expect(expected.verdict('ring', 'c3', never)).toBe('ring');
    expect(expected.verdict('ring', 'c1', never)).toBe('answer');
    expect(expected.verdict('ring', 'c1', never)).toBe('ring');
    now += 20_000;
    expect(expected.verdict('ring', 'c2', never)).toBe('ring');
  });

  it('waits for the name of a call that is being placed', () => {
    const expected = new Expected();
    const told: string[] = [];
    expected.asks('r1');
    expect(expected.verdict('own', 'c1', () => told.push(expected.verdict('own', 'c1', never)))).toBe('wait');
    expected.answered('r1', 'c1');
    expect(told).toEqual(['answer']);
  });

  it('rings after all when the call that was placed is another one', () => {
    const expected = new Expected();
    const told: string[] = [];
    expected.asks('r1');
    expected.verdict('own', 'stranger', () => told.push(expected.verdict('own', 'stranger', never)));
    expected.answered('r1', 'c1');
    expect(told).toEqual(['ring']);
  });

  it('does not wait for a request that was never answered', () => {
    let now = 0;
    const expected = new Expected(15_000, () => now);
    expected.asks('r1');
    now = 15_000;
    expect(expected.verdict('own', 'c1', never)).toBe('ring');
  });

  it('is a call that one asked to listen to; no other may open the microphone of a manager', () => {
    const expected = new Expected();
    expected.asks('r1');
    expect(expected.verdict('listen', 'c1', never)).toBe('ring');
    expected.expect('c1');
    expect(expected.verdict('listen', 'c1', never)).toBe('answer');
  });
});
