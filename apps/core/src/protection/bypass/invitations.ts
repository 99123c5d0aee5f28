/** Words with which somebody leads a client away: to a private telephone or letter box, into another messenger, around the company. */
export interface Invitation {
  readonly from: number;
  readonly to: number;
  /** private: to something of one's own; away: out of the company's sight, whoever says it. */
  readonly is: 'private' | 'away';
}

const gap = (most: number) => `[^.!?\\n]{0,${most}}?`;
const word = (alternatives: string) => `(?<![\\p{L}\\p{N}])(?:${alternatives})(?![\\p{L}\\p{N}])`;

const ruWrite =
  'пиши(?:те)?|напиши(?:те)?|звони(?:те)?|позвони(?:те)?|набери(?:те)?|набирай(?:те)?|скинь(?:те)?|шли(?:те)?|пришли(?:те)?|отправь(?:те)?|отправляй(?:те)?|свяжись|свяжитесь|обращайся|обращайтесь';
const ukWrite =
  'пиши|пишіть|напиши|напишіть|дзвони|дзвоніть|подзвони|подзвоніть|зателефонуй(?:те)?|телефонуй(?:те)?|набери|наберіть|скинь(?:те)?|надішли|надішліть|відправ(?:те)?|звертайся|звертайтеся|звертайтесь';
const enWrite = 'write|text|call|message|email|e-mail|mail|reach|contact|ping|send|ring';
const ruOwn = 'личн\\p{L}{1,4}|приватн\\p{L}{1,4}';
const ukOwn = 'особист\\p{L}{1,4}|приватн\\p{L}{1,4}';
const slavicPlace =
  'номер\\p{L}{0,2}|телефон\\p{L}{0,2}|мобильн\\p{L}{1,3}|мобільн\\p{L}{1,3}|почт\\p{L}{1,2}|пошт\\p{L}{1,2}|скриньк\\p{L}{1,2}|мейл|имейл|імейл|e-?mail|вотсап|ватсап|whatsapp|телеграм\\p{L}{0,2}|telegram|тг|вайбер\\p{L}{0,2}|viber|сигнал|signal|инстаграм|інстаграм|instagram';
const enPlace =
  'number|phone|mobile|cell|cellphone|email|e-mail|mail|inbox|whatsapp|telegram|viber|signal|instagram|messenger';
/** Not WhatsApp: the company has that itself. */
const elsewhereAtLength =
  'телеграм\\p{L}{0,2}|telegram|вайбер\\p{L}{0,2}|viber|сигнал|signal|инстаграм\\p{L}{0,2}|інстаграм\\p{L}{0,2}|instagram|директ|личк[уе]|приват';
const elsewhere = `${elsewhereAtLength}|тг|лс|dm|dms`;

const privately = [
  `${word(`${ruWrite}|${ukWrite}`)}${gap(40)}${word('на|в|во|по|у')}\\s+(?:${word('мой|мою|мо[её]м|мій|моєму')}\\s+)?${word(`${ruOwn}|${ukOwn}`)}\\s+${word(slavicPlace)}`,
  `${word('мой|моя|мою|мій')}\\s+${word(`${ruOwn}|${ukOwn}`)}\\s+${word(slavicPlace)}`,
  `${word(enWrite)}${gap(40)}${word('my')}\\s+${word('personal|private|own|home')}\\s+${word(enPlace)}`,
  `${word('my')}\\s+${word('personal|private')}\\s+${word(enPlace)}\\s+${word('is|number|-')}`,
];
const away = [
  `${word('давай(?:те)?|перейд[её]м|перейдемо|перейдімо|продолжим|продовжимо|поговорим|поговоримо|спишемся|спишемось|переходи(?:те)?|переходьте')}${gap(30)}${word('в|во|на|у')}\\s+${word(elsewhere)}`,
  `${word(`${ruWrite}|${ukWrite}`)}\\s+(?:мне\\s+|мені\\s+)?${word('в|у')}\\s+${word('личк[уе]|лс|приват|директ')}`,
  `${word("let's|lets|let us|we can|we could")}\\s+${word('move|switch|continue|go|talk|chat')}${gap(15)}${word('to|on|in|over')}\\s+${word('telegram|viber|signal|instagram|messenger|dm|dms')}`,
  `${word('в обход|в обхід|минуя|оминаючи')}\\s+(?:(?:нашей|нашу|нашої)\\s+)?${word('компани\\p{L}{1,2}|компані\\p{L}{1,2}|фирм\\p{L}{1,2}|фірм\\p{L}{1,2}|офис\\p{L}{0,2}|офіс\\p{L}{0,2}|организаци\\p{L}{1,2}|кассу|касу')}`,
  `${word('мимо кассы|повз касу')}`,
  `${word('bypass|bypassing|go around|going around|behind')}\\s+${word("the company|our company|the office|our office|the company's back")}`,
  `${word('off the books')}`,
];
const pattern = (all: readonly string[]): RegExp => new RegExp(all.map((one) => `(?:${one})`).join('|'), 'giu');
const privatePattern = pattern(privately);
const awayPattern = pattern(away);
/** One of these stands in each of them. Most texts have none, and the patterns are tried at every word: many times the work. */
const privateSign = new RegExp(`${ruOwn}|${ukOwn}|personal|private|own|home`, 'iu');
const awaySign = new RegExp(
  `${elsewhereAtLength}|(?:тг|лс|dm)(?<![\\p{L}\\p{N}]..)|messenger|обход|обхід|минуя|оминаючи|кассы|касу|(?:the|our) (?:company|office)|off the books`,
  'iu',
);
/** "Please do not write to my personal number". */
const forbidding =
  /(?:^|[^\p{L}])(?:не|ни|ні|нельзя|никогда|ніколи|не можна|запрещено|заборонено|don[’']?t|do not|never|not|cannot|can[’']?t|without|no need to)\s+(?:[\p{L}’']+\s+){0,3}$/iu;

export function invitations(text: string): Invitation[] {
  const found = (all: RegExp, is: Invitation['is']) =>
    [...text.matchAll(all)]
      .filter(({ index }) => !forbidding.test(text.slice(Math.max(0, index - 40), index)))
      .map(({ 0: words, index }) => ({ is, from: index, to: index + words.length }));
  return [
    ...(privateSign.test(text) ? found(privatePattern, 'private') : []),
    ...(awaySign.test(text) ? found(awayPattern, 'away') : []),
  ];
}
