import type { LetterReceived } from '#libs/contracts';

/** What the header tells of a letter that no person wrote. */
export interface LetterNature {
  /** RFC 3834, Precedence, List-Id: nobody waits for an answer to it. */
  automatic: boolean;
  /** RFC 3464: a mail server tells what became of one of our letters. */
  bounce: boolean;
}

export function natureOf({ header, envelope }: Pick<LetterReceived, 'header' | 'envelope'>): LetterNature {
  const type = header.contentType?.toLowerCase() ?? '';
  const report = type.startsWith('multipart/report');
  const bounce = report && (/report-type\s*=\s*"?delivery-status/.test(type) || envelope?.from === '');
  const autoSubmitted = header.autoSubmitted?.toLowerCase().split(/[\s;]/)[0] ?? 'no';
  const precedence = header.precedence?.toLowerCase() ?? '';
  const automatic =
    report ||
    bounce ||
    // RFC 5321, 4.5.5: only machines write without a return path.
    envelope?.from === '' ||
    autoSubmitted !== 'no' ||
    header.listId !== null ||
    ['bulk', 'list', 'junk', 'auto_reply'].includes(precedence);
  return { automatic, bounce };
}
