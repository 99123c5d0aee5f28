/** What programs of the great makers write before the subject of an answer that nobody wrote; in the languages that our clients' programs speak. */
const automatic = new RegExp(
  `^(${[
    'auto(?:matic)?[- ]?(?:reply|response)',
    'auto: ',
    'out of (?:the )?office(?: auto[- ]?reply)?',
    'ooo',
    'automatische antwort',
    'abwesenheits(?:notiz|nachricht|meldung)',
    'réponse automatique',
    'respuesta automática',
    'risposta automatica',
    'resposta automática',
    'automatyczna odpowiedź',
    'автоматическ(?:ий|ая|ое) ответ',
    'авто-?ответ(?:чик)?',
    'автоматична відповідь',
    'авто-?відповідь',
    'автовідповідач',
    'нет на месте',
    'нет в офисе',
    'поза офісом',
  ].join('|')})\\s*(?:[:：(–—-]|$)`,
  'iu',
);

const absent =
  /out of (?:the )?office|\booo\b|on (?:annual |sick |maternity )?leave|on (?:vacation|holiday)|away from (?:the office|my desk)|abwesen|нет на месте|нет в офисе|вне офиса|не в офисе|отсутств(?:ую|ует|ие)|в отпуске|в командировке|на больничном|поза офісом|не в офісі|відсутн(?:ій|я|ість)|у відпустці|у відрядженні|на лікарняному/iu;

const undelivered =
  /undeliver|delivery (?:status notification|failure|failed|has failed|problem|error)|(?:mail|message) delivery (?:failed|failure|problem|system)|returned mail|returned to sender|failure notice|could not be delivered|non remis|unzustellbar|не ?доставлен|не удалось доставить|невозможно доставить|ошибка доставки|доставка не удалась|не вдалося доставити|неможливо доставити|помилка доставки|недоставлен/iu;

const looked = 2_000;

/** The subject is that of a program's answer. Not of a person's answer to one (`Re: Automatic reply: …`). */
export const saysAutomatic = (subject: string): boolean => automatic.test(subject.trim());

/** Words of somebody who is away; they make no letter automatic, but tell what an automatic one is about. */
export const saysAbsent = (text: string): boolean => absent.test(text.slice(0, looked));

/** A mail server's subject that says that a letter did not arrive. */
export const saysUndelivered = (subject: string): boolean => undelivered.test(subject);
