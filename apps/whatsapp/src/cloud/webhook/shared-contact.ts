import { SharedContact } from './webhook-shape.js';

/** RFC 6350 3.4: what would end a value, or begin another. */
const escaped = (text: string): string => text.replace(/[\\,;]/g, (sign) => `\\${sign}`).replace(/\r\n|[\r\n]/g, '\\n');

/** A contact that was sent: the API takes vCards apart, we put them together again. One that cannot be read is left out; its message keeps it. */
export function sharedContact(given: unknown): { name: string; vcard: string }[] {
  const parsed = SharedContact.safeParse(given);
  if (!parsed.success) return [];
  const { name, phones = [], emails = [], org, vcard } = parsed.data;
  const written = [name?.first_name, name?.last_name].filter((part) => part !== undefined).join(' ');
  const full = name?.formatted_name ?? (written === '' ? (phones[0]?.phone ?? '') : written);
  if (vcard !== undefined) return [{ name: full, vcard }];
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:${escaped(name?.last_name ?? '')};${escaped(name?.first_name ?? full)};;;`,
    `FN:${escaped(full)}`,
    ...(org?.company === undefined ? [] : [`ORG:${escaped(org.company)}`]),
    ...(org?.title === undefined ? [] : [`TITLE:${escaped(org.title)}`]),
    ...phones.flatMap(({ phone, type }) => {
      const kind = /^[A-Za-z]+$/.test(type ?? '') ? `;TYPE=${type}` : '';
      return phone === undefined ? [] : [`TEL${kind}:${escaped(phone)}`];
    }),
    ...emails.flatMap(({ email }) => (email === undefined ? [] : [`EMAIL:${escaped(email)}`])),
    'END:VCARD',
  ];
  return [{ name: full, vcard: `${lines.join('\r\n')}\r\n` }];
}
