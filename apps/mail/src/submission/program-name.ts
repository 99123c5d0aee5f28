import { fieldValue } from '#libs/letters';

const programs: readonly (readonly [RegExp, string])[] = [
  [/iphone mail|ipad mail/i, 'iPhone Mail'],
  [/apple mail|mac os x mail/i, 'Apple Mail'],
  [/outlook.*android|outlook.*ios|outlook mobile/i, 'Outlook Mobile'],
  [/outlook/i, 'Microsoft Outlook'],
  [/thunderbird/i, 'Thunderbird'],
  [/k-9 mail/i, 'K-9 Mail'],
  [/evolution/i, 'Evolution'],
  [/the bat!/i, 'The Bat!'],
  [/em client/i, 'eM Client'],
  [/samsung/i, 'Samsung Email'],
  [/kmail/i, 'KMail'],
  [/swaks/i, 'swaks'],
];

/** What kind of program wrote a letter: never the words of its header, which name systems and machines. null: nobody knows. */
export function programName(head: Buffer): string | null {
  const said = [fieldValue(head, 'user-agent'), fieldValue(head, 'x-mailer'), fieldValue(head, 'mime-version')].join(
    ' ',
  );
  return programs.find(([sign]) => sign.test(said))?.[1] ?? null;
}
