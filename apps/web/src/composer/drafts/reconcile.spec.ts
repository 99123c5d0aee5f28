import { emptyDraft, type Draft } from '../draft.js';
import { reconcile, type Served } from './reconcile.js';

const draft = (text: string): Draft => ({ ...emptyDraft, kind: 'email', text });
const served = (version: number, text: string, at = '2026-11-25T10:00:00Z'): Served => ({
  ...{ version, draft: draft(text), changedAt: at },
});
const base = (version: number, text: string) => ({ version, draft: draft(text) });
const earlier = Date.parse('2026-11-25T09:00:00Z');
const later = Date.parse('2026-11-25T11:00:00Z');

describe('a draft on two machines', () => {
  it.each([
    ['nothing anywhere', '', null, null, { do: 'nothing' }],
    ['begun here', 'a', null, null, { do: 'push' }],
    ['found on a new machine', '', null, served(3, 'a'), { do: 'adopt', draft: draft('a'), other: null }],
    ['the same on both', 'a', null, served(3, 'a'), { do: 'nothing' }],
    ['gone on with here', 'ab', base(3, 'a'), served(3, 'a'), { do: 'push' }],
    ['cleared here', '', base(3, 'a'), served(3, 'a'), { do: 'push' }],
    ['gone on with there', 'a', base(3, 'a'), served(4, 'ab'), { do: 'adopt', draft: draft('ab'), other: null }],
    ['sent there', 'a', base(3, 'a'), null, { do: 'adopt', draft: emptyDraft, other: null }],
    ['sent there, gone on with here', 'ab', base(3, 'a'), null, { do: 'push' }],
  ] as const)('%s', (_, local, known, there, step) => {
    expect(reconcile(draft(local), later, known, there)).toEqual(step);
  });

  it('loses nothing where both went on: the newer stands, the other is offered', () => {
    const [here, there] = [draft('ab'), served(4, 'ac')];
    expect(reconcile(here, later, base(3, 'a'), there)).toEqual({ do: 'keep', other: draft('ac') });
    expect(reconcile(here, earlier, base(3, 'a'), there)).toEqual({ do: 'adopt', draft: draft('ac'), other: here });
    expect(reconcile(here, earlier, null, there)).toEqual({ do: 'adopt', draft: draft('ac'), other: here });
  });
});
