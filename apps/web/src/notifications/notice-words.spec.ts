import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { noticePlace, noticeText } from './notice-words.js';
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

describe('a notice says', () => {
  const english = JSON.parse(
    readFileSync(join(import.meta.dirname, '../i18n/locales/en/notices.json'), 'utf8'),
  ) as object;

  beforeAll(async () => {
    await i18next.init({
      ...{ lng: 'en', resources: { en: { translation: english } }, showSupportNotice: false },
      interpolation: { escapeValue: false },
    });
  });

  it.each<[Notice['details'], string]>([
    [
      { departed: 'employee', cards: 12, waiting: 3, tasks: 1 },
      'Somebody left, and what they had in hand is yours now: cards – 12, waiting for an answer – 3, tasks – 1',
    ],
    [
      { departed: 'team', conversations: 2 },
      'Somebody left, and what they had in hand came to your team: conversations – 2',
    ],
  ])('of %j how much of what came from somebody who left', (details, text) => {
    expect(noticeText(i18next.t, { ...told, kind: 'assigned', client: null, details })).toBe(text);
  });
});
