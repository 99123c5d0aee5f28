import type { Draft } from './draft.js';
import { answersApart, begun, kindOf } from './draft-kind.js';

const empty: Draft = {
  kind: null,
  begunAs: null,
  text: '',
  subject: null,
  attachments: [],
  channelId: null,
  contactPointId: null,
};

describe('how a draft goes out', () => {
  it('while nothing is written: as the client last answered', () => {
    expect(kindOf(empty, 'email')).toBe('email');
    expect(kindOf(empty, 'whatsapp')).toBe('whatsapp');
  });

  it('half-typed words stay what they were begun as when the client answers on something else', () => {
    const draft = { ...empty, ...begun(empty, { text: 'Dear' }, 'email') };
    expect(draft.text).toBe('Dear');
    expect(kindOf(draft, 'whatsapp')).toBe('email');
  });

  it('a subject begins a letter too', () => {
    expect(begun(empty, { subject: 'Offer' }, 'email')).toEqual({ begunAs: 'email', subject: 'Offer' });
  });

  it('what somebody chose or began is not begun again as something else', () => {
    expect(begun({ ...empty, kind: 'note' }, { text: 'x' }, 'whatsapp')).toEqual({ text: 'x' });
    expect(begun({ ...empty, begunAs: 'email' }, { text: 'x' }, 'whatsapp')).toEqual({ text: 'x' });
  });

  it('a change without words begins nothing', () => {
    expect(begun(empty, { text: '' }, 'email')).toEqual({ text: '' });
  });

  it('a half-written note or letter never becomes the answer to a chat message', () => {
    expect(answersApart({ ...empty, kind: 'note' })).toBe(true);
    expect(answersApart({ ...empty, begunAs: 'email' })).toBe(true);
    expect(answersApart({ ...empty, kind: 'whatsapp' })).toBe(false);
    expect(answersApart(empty)).toBe(false);
  });
});
