import type { NoticeKind } from '../notice.view.js';

export const languages = ['ru', 'uk', 'en'] as const;
export type PushLanguage = (typeof languages)[number];

type Says = (told: { times: number; by: string | null; departed: boolean; is: string }) => string;

/** What stands under the client's name. What the client wrote is never in it: it lies on a locked screen, and goes through somebody else's service. */
const words: Readonly<Record<PushLanguage, Readonly<Record<NoticeKind | 'trial', Says>>>> = {
  ru: {
    word: ({ times }) => (times > 1 ? `Новых сообщений: ${times}` : 'Новое сообщение'),
    assigned: ({ by, departed }) => {
      if (departed) return 'Сотрудник ушёл: его дела переданы вам';
      return by === null ? 'Разговор передан вам' : `Разговор передан вам. ${by}`;
    },
    mention: ({ by }) => (by === null ? 'Вас упомянули в заметке' : `Вас упомянули в заметке. ${by}`),
    task: () => 'Подошёл срок задачи',
    'missed-call': ({ times }) => (times > 1 ? `Пропущенных звонков: ${times}` : 'Пропущенный звонок'),
    alert: () => 'Тревога: нужно ваше внимание',
    sla: () => 'Истекает срок ответа',
    held: ({ is }) => {
      if (is === 'released') return 'Руководитель разрешил: ваше сообщение уходит';
      return is === 'refused'
        ? 'Руководитель не разрешил: ваше сообщение не уйдёт'
        : 'Ваше сообщение ждёт решения руководителя';
    },
    trial: () => 'Уведомления на этом устройстве работают',
  },
  uk: {
    word: ({ times }) => (times > 1 ? `Нових повідомлень: ${times}` : 'Нове повідомлення'),
    assigned: ({ by, departed }) => {
      if (departed) return 'Співробітник пішов: його справи передано вам';
      return by === null ? 'Розмову передано вам' : `Розмову передано вам. ${by}`;
    },
    mention: ({ by }) => (by === null ? 'Вас згадали в нотатці' : `Вас згадали в нотатці. ${by}`),
    task: () => 'Настав строк завдання',
    'missed-call': ({ times }) => (times > 1 ? `Пропущених дзвінків: ${times}` : 'Пропущений дзвінок'),
    alert: () => 'Тривога: потрібна ваша увага',
    sla: () => 'Спливає строк відповіді',
    held: ({ is }) => {
      if (is === 'released') return 'Керівник дозволив: ваше повідомлення надсилається';
      return is === 'refused'
        ? 'Керівник не дозволив: ваше повідомлення не надійде'
        : 'Ваше повідомлення чекає рішення керівника';
    },
    trial: () => 'Сповіщення на цьому пристрої працюють',
  },
  en: {
    word: ({ times }) => (times > 1 ? `${times} new messages` : 'New message'),
    assigned: ({ by, departed }) => {
      if (departed) return 'Somebody left: what they had in hand came to you';
      return by === null ? 'A conversation was passed to you' : `${by} passed a conversation to you`;
    },
    mention: ({ by }) => (by === null ? 'You were mentioned in a note' : `${by} mentioned you in a note`),
    task: () => 'A task is due',
    'missed-call': ({ times }) => (times > 1 ? `${times} missed calls` : 'Missed call'),
    alert: () => 'An alert needs your attention',
    sla: () => 'An answer is nearly due',
    held: ({ is }) => {
      if (is === 'released') return 'A manager let your message go';
      return is === 'refused'
        ? 'A manager did not let your message go: it will not be sent'
        : 'Your message waits for a manager';
    },
    trial: () => 'Notifications work on this device',
  },
};

export const sayOf = (language: PushLanguage, kind: NoticeKind | 'trial', told: Parameters<Says>[0]): string =>
  words[language][kind](told);
