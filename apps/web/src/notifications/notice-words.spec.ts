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
    [{ kind: 'held', conversationId: null }, '/clients/c?entry=i'],
    [{ kind: 'held', client: null, conversationId: null }, '/inbox'],
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
  const english = Object.assign(
    {},
    ...['notices', 'chat'].map((file): unknown =>
      JSON.parse(readFileSync(join(import.meta.dirname, `../i18n/locales/en/${file}.json`), 'utf8')),
    ),
  ) as object;

  beforeAll(async () => {
    await i18next.init({
      ...{ lng: 'en', resources: { en: { translation: english } }, showSupportNotice: false },
      interpolation: { escapeValue: false },
    });
  });

  it.each<[Notice['details'], string]>([
    [
      { departed: 'employee', name: 'Lena Lis', cards: 12, waiting: 3, tasks: 1 },
      'Lena Lis left, and what they had in hand is yours now: cards – 12, waiting for an answer – 3, tasks – 1',
    ],
    [
      { departed: 'team', conversations: 2 },
      'A colleague left, and what they had in hand came to your team: conversations – 2',
    ],
  ])('of %j how much of what came from somebody who left', (details, text) => {
    expect(noticeText(i18next.t, { ...told, kind: 'assigned', client: null, details })).toBe(text);
  });

  it.each<[Notice['details'], string]>([
    [
      { is: 'held', medium: 'email', why: 'no-client,invitation' },
      'Your letter waits for a manager: somebody who is no client, an invitation to write elsewhere. What is decided comes here',
    ],
    [
      { is: 'held', medium: 'email', why: '' },
      'Your letter waits for a manager: its words could not be looked through. What is decided comes here',
    ],
    [{ is: 'released', medium: 'whatsapp' }, 'Maria let your message go: it is on its way'],
    [
      { is: 'refused', medium: 'email' },
      'Maria did not let your letter go: it will not be sent. Write it anew, or talk to them',
    ],
  ])('of %j what becomes of what I wrote', (details, text) => {
    const by = { id: 'm', name: 'Maria' };
    expect(noticeText(i18next.t, { ...told, kind: 'held', by, details })).toBe(text);
  });
});
