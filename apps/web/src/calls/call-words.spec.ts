import type { TFunction } from 'i18next';
import type { Call } from './call.js';
import { lineOf, otherSide, wasMissed } from './call-words.js';

const t = ((name: string) => name) as unknown as TFunction;
const anna = { id: 'anna', name: 'Anna' };
const boris = { id: 'boris', name: 'Boris' };
const nobody = { client: null, shown: null, direction: 'inbound', talking: [], ringing: [], employee: null };
const aCall = (given: Partial<Call>) => ({ ...nobody, ...given }) as unknown as Call;

describe('what became of a call', () => {
  it('is its direction when somebody spoke, its outcome when nobody did', () => {
    expect(lineOf({ direction: 'inbound', outcome: 'answered' })).toBe('inbound');
    expect(lineOf({ direction: 'outbound', outcome: null })).toBe('outbound');
    expect(lineOf({ direction: 'outbound', outcome: 'no-answer' })).toBe('no-answer');
    expect(lineOf({ direction: 'inbound', outcome: 'voicemail' })).toBe('voicemail');
  });

  it('asks for a call back only when a client was not heard', () => {
    expect(wasMissed({ direction: 'inbound', outcome: 'missed' })).toBe(true);
    expect(wasMissed({ direction: 'inbound', outcome: 'voicemail' })).toBe(true);
    expect(wasMissed({ direction: 'internal', outcome: 'missed' })).toBe(false);
    expect(wasMissed({ direction: 'outbound', outcome: 'no-answer' })).toBe(false);
  });
});

describe('who is on the other side', () => {
  it('is the client by name, else the number as far as it may be seen', () => {
    expect(otherSide(t, aCall({ client: { id: 'c', name: 'Ada' }, shown: '+380 ** *** ** 07' }), 'anna')).toBe('Ada');
    expect(otherSide(t, aCall({ shown: '+380 ** *** ** 07' }), 'anna')).toBe('+380 ** *** ** 07');
    expect(otherSide(t, aCall({}), 'anna')).toBe('calls.hidden');
  });

  it('is the colleague who is not oneself', () => {
    const call = aCall({ direction: 'internal', employee: anna, talking: [anna], ringing: [boris] });
    expect(otherSide(t, call, 'anna')).toBe('Boris');
    expect(otherSide(t, call, 'boris')).toBe('Anna');
    expect(otherSide(t, aCall({ direction: 'internal' }), 'anna', 'Desk 4')).toBe('Desk 4');
  });
});
