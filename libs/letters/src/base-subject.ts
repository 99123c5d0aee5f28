/**
 * What programs put before the subject of an answer or of something passed on: English, German, Scandinavian, Dutch, French, Italian, Spanish,
 * Portuguese, Polish, Czech, Finnish, Hungarian, Turkish, Russian and Ukrainian ones, as Outlook, Thunderbird and the great providers write them.
 */
const answers = [
  ...['re', 'aw', 'sv', 'antw', 'antwort', 'réf', 'rif', 'res', 'odp', 'vs', 'vá', 'ynt', 'bls', 'atb', 'απ'],
  ...['отв', 'ответ', 'відп', 'відповідь'],
];
const passedOn = [
  ...['fwd', 'fw', 'wg', 'vb', 'vl', 'doorst', 'tr', 'rv', 'enc', 'pd', 'továbbítás'],
  ...['пересл', 'переслано'],
];
const marks = [...answers, ...passedOn].join('|');

// RFC 5322 leaves nothing but letters before the colon; Outlook and mailing lists count in brackets (Re[2]:), some in exponents (Re^2:).
const leader = new RegExp(`^(?:${marks})\\s*(?:\\[[^\\]]{0,20}\\]|\\(\\d{1,3}\\)|\\^\\d{1,3})?\\s*[:：]\\s*`, 'iu');
const isAnswer = new RegExp(
  `^(?:${answers.join('|')})\\s*(?:\\[[^\\]]{0,20}\\]|\\(\\d{1,3}\\)|\\^\\d{1,3})?\\s*[:：]`,
  'iu',
);
const blob = /^\[[^[\]]{0,60}\]\s*/u;
const trailer = /\s*\(fwd\)$/iu;
const wrapped = /^\[fwd:(.*)\]$/iu;

/** UTF-16 units that are looked at. */
const longest = 1_000;

export interface BaseSubject {
  /** Lower case, single blanks; empty where nothing is left. */
  base: string;
  /** The subject begins as that of an answer does: its writer's program says that it answers something. */
  answers: boolean;
}

/**
 * The subject without what programs put around it (RFC 5256, 2.1), and whether it is an answer's. Takes any text; costs no more than its length.
 */
export function baseSubject(subject: string): BaseSubject {
  let base = subject.slice(0, longest).normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();
  let answered = false;
  // 2.1 (2) to (6): from both ends, until nothing changes. Each turn takes something away, so it ends.
  for (;;) {
    const before = base;
    while (trailer.test(base)) base = base.replace(trailer, '');
    answered ||= isAnswer.test(base.replace(blob, ''));
    base = base.replace(leader, '');
    // A blob stays where it is all that there is.
    const withoutBlob = base.replace(blob, '');
    if (withoutBlob !== '') base = withoutBlob;
    base = (wrapped.exec(base)?.[1] ?? base).trim();
    if (base === before) return { base, answers: answered };
  }
}
