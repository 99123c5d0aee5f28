import type { LegView } from '../softphone/phone-view.js';
import type { Call } from './call.js';
import { inHand, standingOf } from './standing.js';

const anna = { id: 'anna', name: 'Anna' };
const boris = { id: 'boris', name: 'Boris' };

const aCall = (given: Partial<Call>): Call => ({
  id: 'c1',
  direction: 'inbound',
  phase: 'ringing',
  outcome: null,
  refusedCode: null,
  channel: null,
  client: null,
  shown: null,
  startedAt: '2026-11-25T10:00:00Z',
  answeredAt: null,
  endedAt: null,
  durationMs: null,
  waitMs: null,
  employee: null,
  ringing: [],
  talking: [],
  listening: [],
  consulted: null,
  recordingPaused: false,
  recordingId: null,
  missing: null,
  interactionId: null,
  conversationId: null,
  marks: [],
  cut: false,
  transcript: 'none',
  form: { due: false, values: {} },
  mine: true,
  may: { control: true, listen: false, place: true, form: true },
  ...given,
});
const aLeg = (given: Partial<LegView>): LegView => ({
  id: 'l1',
  callId: 'c1',
  purpose: 'ring',
  state: 'ringing',
  muted: false,
  shownName: '',
  ...given,
});

describe('how somebody stands to a call', () => {
  it('rings at theirs, with or without a softphone', () => {
    expect(standingOf(aCall({ ringing: [anna, boris] }), 'anna', undefined)).toBe('rings');
    expect(standingOf(aCall({ ringing: [] }), 'anna', aLeg({}))).toBe('rings');
    expect(standingOf(aCall({ ringing: [boris] }), 'anna', undefined)).toBe('none');
  });

  it('is dialled, not ringing, when they placed it and their own device rings first', () => {
    const call = aCall({ direction: 'outbound', employee: anna, ringing: [anna] });
    expect(standingOf(call, 'anna', aLeg({ purpose: 'own', state: 'talking' }))).toBe('dials');
    expect(standingOf(call, 'anna', undefined)).toBe('dials');
  });

  it('is spoken as soon as it was answered here, before the server says so', () => {
    expect(standingOf(aCall({ ringing: [anna] }), 'anna', aLeg({ state: 'talking' }))).toBe('talks');
    expect(standingOf(aCall({ ringing: [anna] }), 'anna', aLeg({ state: 'answering' }))).toBe('rings');
  });

  it('is spoken, held, spoken again', () => {
    expect(standingOf(aCall({ phase: 'talking', talking: [anna] }), 'anna', undefined)).toBe('talks');
    expect(standingOf(aCall({ phase: 'held', talking: [anna] }), 'anna', undefined)).toBe('holds');
  });

  it('is one that a colleague talks over with them: not on hold for them, though the client hears music', () => {
    const call = aCall({ phase: 'held', talking: [boris], consulted: anna });
    expect(standingOf(call, 'anna', aLeg({ state: 'talking' }))).toBe('asked');
    expect(standingOf(call, 'anna', undefined)).toBe('asked');
    expect(standingOf(call, 'anna', aLeg({}))).toBe('rings');
    expect(standingOf({ ...call, ringing: [anna] }, 'anna', undefined)).toBe('rings');
    expect(standingOf(call, 'boris', undefined)).toBe('holds');
  });

  it('is listened to, which is neither ringing nor speaking', () => {
    const call = aCall({ phase: 'talking', talking: [anna], listening: [{ employee: boris, mode: 'listen' }] });
    expect(standingOf(call, 'boris', undefined)).toBe('listens');
    expect(standingOf(aCall({ phase: 'talking', talking: [anna] }), 'boris', aLeg({ purpose: 'listen' }))).toBe(
      'listens',
    );
  });

  it('is over for everybody', () => {
    expect(standingOf(aCall({ phase: 'ended', talking: [anna] }), 'anna', aLeg({ state: 'talking' }))).toBe('none');
  });
});

describe('the calls that one has in hand', () => {
  it('are in the order in which they ask for attention', () => {
    const calls = [
      aCall({ id: 'rings', ringing: [anna] }),
      aCall({ id: 'held', phase: 'held', talking: [anna] }),
      aCall({ id: 'others', phase: 'talking', talking: [boris] }),
      aCall({ id: 'spoken', phase: 'talking', talking: [anna] }),
    ];
    expect(inHand(calls, 'anna', []).map(({ call, standing }) => [call.id, standing])).toEqual([
      ['spoken', 'talks'],
      ['held', 'holds'],
      ['rings', 'rings'],
    ]);
  });

  it('each find their own leg of the line', () => {
    const legs = [aLeg({ id: 'l1', callId: 'rings' }), aLeg({ id: 'l2', callId: 'spoken', state: 'talking' })];
    const calls = [aCall({ id: 'spoken', phase: 'talking', talking: [anna] }), aCall({ id: 'rings', ringing: [anna] })];
    expect(inHand(calls, 'anna', legs).map(({ leg }) => leg?.id)).toEqual(['l2', 'l1']);
  });
});
