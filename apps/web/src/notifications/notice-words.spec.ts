import { noticePlace } from './notice-words.js';
import type { Notice } from './queries.js';

const told: Notice = {
  ...{ id: 'n', kind: 'word', at: '2026-11-26T10:00:00Z', times: 1, client: { id: 'c', name: 'Ada' } },
  ...{ conversationId: 'v', subject: '', interactionId: 'i', taskId: null, callId: null, alert: null, by: null },
  ...{ details: {}, sounds: false, readAt: null },
};

describe('a notice leads', () => {
  it.each<[Partial<Notice>, string]>([
    [{}, '/inbox/c/v'],
    [{ kind: 'assigned', interactionId: null }, '/inbox/c/v'],
    [{ kind: 'mention' }, '/clients/c?entry=i'],
    [{ kind: 'mention', conversationId: null }, '/clients/c?entry=i'],
    [{ kind: 'task', conversationId: null, interactionId: null }, '/clients/c'],
    [{ kind: 'missed-call', client: null, conversationId: null }, '/calls?tab=missed'],
    [{ kind: 'alert', client: null }, '/alerts'],
    [{ kind: 'assigned', client: null, conversationId: null, details: { departed: 'employee', cards: 2 } }, '/clients'],
    [
      { kind: 'assigned', client: null, conversationId: null, details: { departed: 'team', tasks: 1 } },
      '/inbox?view=team',
    ],
  ])('%j to %s', (change, place) => {
    expect(noticePlace({ ...told, ...change })).toBe(place);
  });
});
