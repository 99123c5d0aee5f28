import type { SettledOffice } from './settle.js';

const workWeek = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }];

/** How the office divides its work: hours of the mailbox, the salespeople's queue with its times to answer, and somebody on holiday. */
export async function divideWork({ owner, people, teamId, officeId }: SettledOffice): Promise<void> {
  const newYear = new Date().getFullYear() + 1;
  await owner.ask('PUT', `/channel-hours/${officeId}`, {
    opening: {
      timeZone: 'Europe/Kyiv',
      hours: [...workWeek, { days: [6], from: '10:00', to: '14:00' }],
      holidays: [`${newYear}-01-01`, `${newYear}-08-24`],
    },
    // The clients of the demo write at whatever hour somebody looks at it.
    afterHours: { enabled: false, language: 'uk', text: 'Дякуємо за лист. Зараз ми не в офісі, відповімо: {opens}.' },
  });
  await owner.ask('PUT', `/routing/teams/${teamId}`, {
    ...{ enabled: true, mode: 'least', members: [], cap: 25, answerMinutes: 60 },
    ...{ firstAnswerMinutes: 120, nextAnswerMinutes: 240, warnMinutes: 30, onlyHandlerWrites: null },
  });
  await owner.post('/absences', {
    ...{ employeeId: people.svitlana.id, substituteId: people.dmytro.id },
    since: new Date(Date.now() + 7 * 86_400_000).toISOString(),
    until: new Date(Date.now() + 14 * 86_400_000).toISOString(),
  });
}
