import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import type { OutsideTarget, TrunkSettings } from '#libs/contracts';

/**
 * A number as this provider wants it written: `+380441234567`, `380441234567`, or as it is dialled in the provider's country. One that calls
 * for help belongs to no numbering plan of the world, and is the same in all of them.
 */
export function asDialled(
  number: OutsideTarget['to'],
  { numberFormat, country }: Pick<TrunkSettings, 'numberFormat' | 'country'>,
): string {
  if (!number.startsWith('+')) return number;
  switch (numberFormat) {
    case 'plus':
      return number;
    case 'digits':
      return number.slice(1);
    case 'national': {
      const parsed = parsePhoneNumberFromString(number);
      const dialled =
        parsed?.country === country
          ? parsed.format('NATIONAL')
          : parsed?.format('IDD', { fromCountry: country as CountryCode });
      return dialled?.replace(/\D/g, '') || number.slice(1);
    }
  }
}
