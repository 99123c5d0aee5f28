import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { bytesOf, wordType, type Document } from './mail/documents.js';
import { clients, company, staff, type SampleClient } from './sample-office.js';

/** A letter of the past, as it lies in the corporate mailbox when the office first connects it. */
export interface PastLetter {
  readonly folder: 'INBOX' | 'Sent';
  readonly at: Date;
  readonly source: Buffer;
}

interface Topic {
  readonly subject: string;
  /** What the client and we say in turn, the client first. */
  readonly lines: readonly string[];
  readonly file?: Document;
}

const topics: Record<SampleClient['language'], readonly Topic[]> = {
  uk: [
    {
      subject: 'Рахунок на поливну систему',
      lines: [
        'Доброго дня!\n\nНадішліть, будь ласка, рахунок на крапельний полив для двох теплиць по 200 м². Реквізити ті самі.',
        'Вітаю!\n\nРахунок у вкладенні. Доставка — протягом п’яти днів після оплати.',
        'Дякую, оплатили сьогодні зранку. Чекаємо на дату відвантаження.',
      ],
      file: { name: 'rakhunok-1184.pdf', type: 'application/pdf' },
    },
    {
      subject: 'Плівка не тієї товщини',
      lines: [
        'Добрий день.\n\nПриїхала плівка 120 мкм, а замовляли 150. Що робимо?',
        'Перепрошую за помилку складу. Замінимо за наш рахунок у четвер, водій зателефонує.',
      ],
    },
    {
      subject: 'Договір на сезон',
      lines: [
        'Вітаємо! Підкажіть, чи готовий договір на наступний сезон? Нам треба подати його до банку до п’ятниці.',
        'Договір у вкладенні, підписаний з нашого боку. Оригінал надішлемо поштою.',
        'Отримали, дякуємо. Є питання до пункту 4.2: чи можна змінити строк оплати на 14 днів?',
      ],
      file: {
        name: 'dohovir-sezon.docx',
        type: wordType,
        paragraphs: [
          'Договір поставки на сезон',
          'Постачальник зобов’язується передати, а Покупець – прийняти та оплатити розсаду, ґрунт і касети за заявками Покупця.',
          '4.2. Строк оплати – 7 календарних днів від дати видаткової накладної.',
          '5.1. Перевезення касет у холодну пору – лише опалюваним транспортом Постачальника.',
          'Від Постачальника: Ірина Мельник',
        ],
      },
    },
    {
      subject: 'Насіння огірка «Атлантик»',
      lines: ['Чи є в наявності огірок «Атлантик», 5 000 насінин? І яка ціна від 10 000?'],
    },
  ],
  ru: [
    {
      subject: 'Коммерческое предложение на стеллажи',
      lines: [
        'Здравствуйте!\n\nПришлите, пожалуйста, коммерческое предложение на стеллажи, 40 секций. Нужен чертёж с размерами.',
        'Добрый день! Предложение и чертёж во вложении. Цена действует до конца месяца.',
        'Спасибо. Согласую с директором и вернусь к вам в среду.',
      ],
      file: { name: 'predlozhenie-stellazhi.pdf', type: 'application/pdf' },
    },
    {
      subject: 'Когда ждать доставку?',
      lines: [
        'Добрый день! Заказ 2207: по трек-номеру движения нет уже третий день. Когда ждать?',
        'Здравствуйте! Груз на складе перевозчика, доставят завтра до обеда. Извините за задержку.',
        'Получили, всё цело. Спасибо!',
      ],
    },
    {
      subject: 'Акт сверки',
      lines: ['Прошу выслать акт сверки за третий квартал.', 'Акт во вложении, подпишите и верните скан, пожалуйста.'],
      file: { name: 'akt-sverki-3kv.pdf', type: 'application/pdf' },
    },
    {
      subject: 'Вопрос по гарантии на насос',
      lines: ['Насос проработал два месяца и гудит. Куда обращаться по гарантии?'],
    },
  ],
  en: [
    {
      subject: 'Quote for 12 propagation benches',
      lines: [
        'Hello,\n\nCould you quote twelve propagation benches, 1.6 × 4 m, delivered to our site? We would like them before the end of next month.',
        'Hello,\n\nPlease find the quote attached. Delivery takes three weeks from the order.',
        'Thank you. The price works for us; can you confirm the legs are galvanised?',
      ],
      file: { name: 'quote-0937.pdf', type: 'application/pdf' },
    },
    {
      subject: 'Invoice 4471 – VAT number missing',
      lines: [
        'Hi,\n\nour accountant says invoice 4471 does not show our VAT number. Could you reissue it?',
        'Hi, of course. The corrected invoice is attached, sorry for the trouble.',
      ],
      file: { name: 'invoice-4471.pdf', type: 'application/pdf' },
    },
    {
      subject: 'Visit to your warehouse',
      lines: [
        'Good morning, we will be in the area on the 14th. Would you have an hour to show us the drip lines?',
        'Good morning! Gladly, 11:00 would suit us. I will send the address of the gate.',
        'See you then. We will be two people.',
      ],
    },
    {
      subject: 'Leaking valve on line 3',
      lines: ['One of the valves on line 3 leaks since Monday. Photo attached. Is this covered?'],
      file: { name: 'valve.jpg', type: 'image/jpeg' },
    },
  ],
};

/** One letter as bytes, the way a mail program writes it. */
export function compose(options: ConstructorParameters<typeof MailComposer>[0]): Promise<Buffer> {
  return new MailComposer({ newline: 'windows', ...options }).compile().build();
}

const day = 86_400_000;

/** Some months of letters between the office and its clients; always the same for the same moment. */
export async function pastLetters(now: Date): Promise<PastLetter[]> {
  const letters: PastLetter[] = [];
  for (const [index, client] of clients.entries()) {
    const own = topics[client.language];
    for (const round of [0, 1, 2]) {
      const topic = own[(index + round) % own.length]!;
      // The newest conversations are from this morning, the oldest from a season ago.
      const begun =
        now.getTime() -
        (round * 31 + ((index * 7) % 29)) * day -
        ((index * 37 + round * 11) % 9) * 3_600_000 -
        9 * 3_600_000;
      letters.push(...(await thread(client, topic, new Date(begun), `${index}.${round}`)));
    }
  }
  letters.push(...(await strangers(now)));
  return letters.sort((a, b) => a.at.getTime() - b.at.getTime());
}

async function thread(client: SampleClient, topic: Topic, begun: Date, mark: string): Promise<PastLetter[]> {
  const office = { name: `${staff[client.responsible].name}, ${company.name}`, address: company.office };
  const them = { name: client.person, address: client.email };
  const letters: PastLetter[] = [];
  const ids: string[] = [];
  for (const [turn, text] of topic.lines.entries()) {
    const ours = turn % 2 === 1;
    const at = new Date(begun.getTime() + turn * 2.6 * 3_600_000);
    const messageId = `<${mark}.${turn}@${ours ? company.domain : client.email.split('@')[1]}>`;
    const withFile = topic.file !== undefined && turn === (topic.lines.length > 1 ? 1 : 0);
    const source = await compose({
      from: ours ? office : them,
      to: ours ? them : { name: company.name, address: company.office },
      subject: turn === 0 ? topic.subject : `Re: ${topic.subject}`,
      text: ours ? `${text}\n\n-- \n${staff[client.responsible].name}\n${company.name}` : `${text}\n\n${client.person}`,
      ...(turn === 2
        ? {
            html: `<div style="font-family:Georgia,serif"><p>${text.replaceAll('\n', '<br>')}</p><p style="color:#4a7c59"><b>${client.person}</b><br>${client.name}</p></div>`,
          }
        : {}),
      date: at,
      messageId,
      ...(ids.length > 0 ? { inReplyTo: ids.at(-1)!, references: [...ids] } : {}),
      attachments: withFile
        ? [
            {
              filename: topic.file.name,
              contentType: topic.file.type,
              content: await bytesOf(topic.file),
            },
          ]
        : [],
    });
    ids.push(messageId);
    letters.push({ folder: ours ? 'Sent' : 'INBOX', at, source });
  }
  return letters;
}

/** Letters from people who have no card yet: what the unplaced tray is for. */
async function strangers(now: Date): Promise<PastLetter[]> {
  const letter = async (from: string, subject: string, text: string, hoursAgo: number): Promise<PastLetter> => {
    const at = new Date(now.getTime() - hoursAgo * 3_600_000);
    return {
      folder: 'INBOX',
      at,
      source: await compose({
        from,
        to: company.office,
        subject,
        text,
        date: at,
        messageId: `<${hoursAgo}.stranger@${from.split('@')[1]!.replace('>', '')}>`,
      }),
    };
  };
  return [
    await letter(
      'Юрій Гончар <yurii@agro-pivden.example>',
      'Рахунок і акт',
      'Доброго дня! Я новий бухгалтер «Агро-Південь». Надсилайте, будь ласка, документи також мені.',
      5,
    ),
    await letter(
      'Emma Thompson <emma@rosehip.example>',
      'Do you ship to Ireland?',
      'Hello, I found you through Greenhouse & Sons. Do you ship drip lines to Ireland, and what is the smallest order?',
      20,
    ),
    await letter(
      'Павел Никифоров <p.nikiforov@pochta.example>',
      'Теплица 3×6',
      'Здравствуйте! Нужна теплица 3×6 с поликарбонатом, установка в октябре. Сколько будет стоить?',
      50,
    ),
  ];
}

/** What clients write while somebody looks at the page. */
export const fresh: readonly { from: SampleClient; subject: string; text: string }[] = [
  {
    from: clients[0]!,
    subject: 'Терміново: зупинився насос',
    text: 'Доброго дня! Насос на другій лінії зупинився, у теплиці +38. Хто може приїхати сьогодні?',
  },
  {
    from: clients[5]!,
    subject: 'Order confirmation for March',
    text: 'Hello, we confirm the order for March: 24 rolls of film, 180 µm. Please send the pro forma.',
  },
  {
    from: clients[3]!,
    subject: 'Новый адрес доставки',
    text: 'Добрый день! С понедельника у нас новый склад. Адрес пришлю отдельным письмом, пока ничего не отгружайте.',
  },
];

/** How a client answers what the office wrote. */
export const answers: Record<SampleClient['language'], readonly string[]> = {
  uk: ['Дякую, все зрозуміло! Чекаю на дзвінок.', 'Чудово, тоді домовились. Гарного дня!'],
  ru: ['Спасибо за быстрый ответ! Жду документы.', 'Хорошо, договорились. Хорошего дня!'],
  en: ['Thank you, that helps. We will come back to you tomorrow.', 'Perfect, thanks for the quick answer!'],
};
