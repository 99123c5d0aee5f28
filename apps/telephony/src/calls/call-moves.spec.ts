import { checkMove, phaseOf, type CallState } from './call-moves.js';

const refused = (from: CallState, to: CallState) => {
  try {
    checkMove(from, to);
    return null;
  } catch (error) {
    return error as { code: string };
  }
};

describe('the life of a call', () => {
  it.each([
    ['a client is answered', ['arriving', 'greeting', 'ringing', 'talking', 'ended']],
    ['nobody answers, and a message is left', ['arriving', 'greeting', 'ringing', 'voicemail', 'ended']],
    ['outside business hours', ['arriving', 'greeting', 'voicemail', 'ended']],
    ['a call from the page', ['summoning', 'reaching', 'announcing', 'talking', 'ended']],
    ['hold and back', ['ringing', 'talking', 'held', 'talking', 'ended']],
    ['a transfer with a word before it', ['talking', 'consulting', 'talking', 'ended']],
    ['a blind transfer that nobody takes', ['talking', 'handing', 'voicemail', 'ended']],
  ] as const)('%s', (_what, states) => {
    for (const [index, to] of states.slice(1).entries()) expect(refused(states[index]!, to)).toBeNull();
  });

  it.each([
    ['ended', 'talking'],
    ['voicemail', 'talking'],
    ['arriving', 'talking'],
    ['greeting', 'talking'],
    ['parting', 'ringing'],
    ['talking', 'ringing'],
    ['held', 'voicemail'],
  ] as const)('never goes from %s to %s', (from, to) => {
    expect(refused(from, to)?.code).toBe('call.illegal-move');
  });

  it('is told to the world in four words', () => {
    expect(phaseOf('arriving', false)).toBe('ringing');
    expect(phaseOf('reaching', false)).toBe('ringing');
    expect(phaseOf('talking', true)).toBe('talking');
    expect(phaseOf('held', true)).toBe('held');
    expect(phaseOf('ended', true)).toBe('ended');
  });
});
