import { eventually } from '#libs/testing';
import type { MailImportView, MailPlan } from '../../../apps/core/src/conversations/importing/mail-importing.view.js';
import { compose } from '../correspondence.js';
import { clients, staff } from '../sample-office.js';
import type { SettledOffice } from '../settle.js';

/** From where Svitlana wrote before there was an office. */
const address = 'svetlana.orlova@pochta.example';
const own = { name: staff.svitlana.name, address };

const asked = [
  ['Стеллажи для рассады', 'Здравствуйте! Подскажите цену стеллажей на 20 секций с доставкой.'],
  ['Плёнка на весну', 'Добрый день! Нужны три рулона плёнки 180 мкм. Когда сможете отгрузить?'],
  ['Возврат поддонов', 'Добрый день, у нас скопилось 14 поддонов. Заберёте со следующей машиной?'],
] as const;
const answered = [
  'Здравствуйте! Цены и чертёж пришлю сегодня до обеда.\n\nСветлана',
  'Добрый день! Отгрузим в пятницу, счёт отправлю отдельным письмом.\n\nСветлана',
  'Да, конечно, заберём. Предупрежу водителя.\n\nСветлана',
] as const;

const strangers = [
  'Тамара Ильина <ilina.t@dacha-klub.example>',
  'Курьерская служба <dispatch@kurier.example>',
] as const;

/** Letters of the years before, which come in out of a file of her mail program; what stays out stands in a report. */
export async function bringOldMail({ owner, officeId, people }: SettledOffice): Promise<void> {
  const file = await aFileOfLetters();
  const { id } = await owner.post<MailImportView>('/mail-imports/files', {
    name: 'Архив Светланы 2021–2023.mbox',
    size: file.length,
  });
  const piece = await owner.fetch('PUT', `/mail-imports/${id}/pieces/0`, new Uint8Array(file));
  if (!piece.ok) throw new Error(`the old letters were not taken: ${piece.status}`);
  const plan: MailPlan = {
    ...{ channelId: officeId, employeeId: people.svitlana.id, ownAddresses: [address] },
    ...{ unknown: 'leave', automatic: 'leave' },
  };
  await owner.post(`/mail-imports/${id}/check`, plan);
  await until('checked');
  await owner.post(`/mail-imports/${id}/start`, {});
  await until('done');

  async function until(state: MailImportView['state']): Promise<void> {
    await eventually(
      async () => {
        const item = await owner.get<MailImportView>(`/mail-imports/${id}`);
        if (item.state !== state)
          throw new Error(`old mail is ${item.state} (${item.code ?? 'no code'}) and not ${state}`);
      },
      { withinMs: 60_000 },
    );
  }
}

async function aFileOfLetters(): Promise<Buffer> {
  const hers = clients.filter(({ responsible }) => responsible === 'svitlana');
  const letters: Buffer[] = [];
  for (const [n, { person, email }] of hers.entries()) {
    const them = { name: person, address: email };
    for (const [round, [subject, text]] of asked.entries()) {
      const at = new Date(Date.UTC(2021 + round, (n * 3 + round) % 12, 4 + n * 2, 8, 20));
      const ids = ['q', 'a'].map((which) => `<${which}${n}.${round}@${email.split('@')[1]}>`);
      letters.push(
        await compose({ from: them, to: own, subject, text: `${text}\n\n${person}`, date: at, messageId: ids[0]! }),
        await compose({
          ...{ from: own, to: them, subject: `Re: ${subject}`, text: answered[round]!, messageId: ids[1]! },
          ...{ date: new Date(at.getTime() + 5_400_000), inReplyTo: ids[0]!, references: ids[0]! },
        }),
      );
    }
  }
  letters.push(letters[0]!, letters[5]!);
  for (const [n, from] of strangers.entries())
    letters.push(
      await compose({
        ...{ from, to: own, subject: n === 0 ? 'Вопрос по участку' : 'Ваш груз прибыл', text: 'Добрый день!' },
        ...{ date: new Date(Date.UTC(2022, 4, 10 + n)), messageId: `<old${n}@strangers.example>` },
      }),
    );
  for (const month of [2, 3, 4])
    letters.push(
      await compose({
        ...{ from: 'Садовый каталог <news@katalog.example>', to: own, subject: 'Новинки месяца', text: 'Каталог.' },
        ...{ date: new Date(Date.UTC(2022, month, 1)), messageId: `<news${month}@katalog.example>` },
        headers: { 'List-Id': '<news.katalog.example>', Precedence: 'bulk' },
      }),
    );
  letters.push(
    await compose({
      ...{ from: own, to: `Офис <${address}>`, subject: 'Себе: список дел', text: 'Позвонить в банк.' },
      ...{ date: new Date(Date.UTC(2022, 7, 2)), messageId: '<self@pochta.example>' },
    }),
  );
  return asMbox(letters);
}

/** As Thunderbird writes it (mboxrd): a line before each letter, and one mark more before lines that look like it. */
const asMbox = (letters: readonly Buffer[]): Buffer =>
  Buffer.from(
    letters
      .map((letter) =>
        letter
          .toString('latin1')
          .replaceAll('\r\n', '\n')
          .replace(/^(>*From )/gm, '>$1'),
      )
      .map((letter) => `From - Mon Jan  2 10:20:30 2023\n${letter}\n\n`)
      .join(''),
    'latin1',
  );
