import { legMoves, lineMoves, moved } from './states.js';

describe('the line of the softphone', () => {
  it('comes back by itself after the network was gone', () => {
    let line = moved(lineMoves, 'off', 'starting');
    line = moved(lineMoves, line, 'ready');
    line = moved(lineMoves, line, 'lost');
    expect(moved(lineMoves, line, 'ready')).toBe('ready');
  });

  it('may be taken over by another tab from every state in which it runs', () => {
    expect(
      ['starting', 'ready', 'lost', 'refused'].map((from) => moved(lineMoves, from as 'ready', 'elsewhere')),
    ).toEqual(['elsewhere', 'elsewhere', 'elsewhere', 'elsewhere']);
  });

  it('is not ready before it was started', () => {
    expect(() => moved(lineMoves, 'off', 'ready')).toThrow('no way from off to ready');
    expect(() => moved(lineMoves, 'refused', 'ready')).toThrow('no way from refused to ready');
  });
});

describe('one call on the line', () => {
  it('rings again when the microphone could not be had', () => {
    expect(moved(legMoves, 'answering', 'ringing')).toBe('ringing');
  });

  it('is over once and for all', () => {
    expect(() => moved(legMoves, 'ended', 'talking')).toThrow('no way from ended to talking');
    expect(() => moved(legMoves, 'talking', 'ringing')).toThrow('no way from talking to ringing');
  });
});
