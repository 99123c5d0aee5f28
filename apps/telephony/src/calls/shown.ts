import type { Shown } from './call-record.js';

/**
 * What an employee's device shows of a call, as the engine takes it: `"Name" <number>`. Quotes and controls would end the name too early, and
 * a masked digit (`•`) is not for the user part of an address (RFC 3261 section 25.1): it becomes a star.
 */
export function callerIdOf({ shownName, shownNumber }: Pick<Shown, 'shownName' | 'shownNumber'>): string {
  const name = shownName
    .replace(/[\p{C}"\\<>]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
  const number = shownNumber
    .replace(/[•●∙·…]/g, '*')
    .replace(/[^0-9A-Za-z*#+]/g, '')
    .slice(0, 40);
  return `"${name}" <${number}>`;
}
