/** GSM networks everywhere know these two (3GPP TS 22.101, 10.1), and so do most others. */
const everywhere = ['112', '911'];

/**
 * Numbers that call for help, by country (ISO 3166-1 alpha-2): police, ambulance, fire brigade, and gas where it has one of the same kind.
 * Countries that have long moved to `everywhere` alone are not named. Sources: ITU-T Operational Bulletin, national numbering plans, and of the
 * European Union the Commission's list beside 112.
 */
const national: Readonly<Record<string, readonly string[]>> = {
  UA: ['101', '102', '103', '104'],
  ...{ BY: ['101', '102', '103', '104'], KZ: ['101', '102', '103', '104'] },
  ...{ RU: ['01', '02', '03', '04', '101', '102', '103', '104'], UZ: ['101', '102', '103', '104'] },
  ...{ KG: ['101', '102', '103', '104'], TJ: ['101', '102', '103', '104'], AZ: ['101', '102', '103', '104'] },
  ...{ TM: ['01', '02', '03', '04'], AM: ['101', '102', '103', '104'], MD: ['901', '902', '903', '904'] },
  ...{ PL: ['997', '998', '999'], CZ: ['150', '155', '156', '158'], SK: ['150', '155', '158', '159'] },
  ...{ HU: ['104', '105', '107'], DE: ['110'], AT: ['122', '133', '144'], CH: ['117', '118', '144'] },
  ...{ FR: ['15', '17', '18', '114'], IT: ['113', '115', '118'], GR: ['100', '166', '199'], BE: ['100', '101'] },
  ...{ GB: ['999'], IE: ['999'], NO: ['110', '113'], LV: ['110', '113', '114'], LU: ['113'] },
  ...{ SI: ['113'], HR: ['192', '193', '194'], RS: ['192', '193', '194'], MK: ['192', '193', '194'] },
  ...{ BA: ['122', '123', '124'], ME: ['122', '123', '124'], AL: ['127', '128', '129'], IL: ['100', '101', '102'] },
  ...{ AU: ['000', '106'], NZ: ['111'], JP: ['110', '118', '119'], KR: ['119'], CN: ['110', '119', '120', '122'] },
  ...{
    IN: ['100', '101', '102', '108'],
    AE: ['997', '998', '999'],
    BR: ['190', '192', '193'],
    AR: ['100', '101', '107'],
  },
};

/** @param country of the company: from there its employees call */
export const emergencyNumbers = (country: string): readonly string[] => [...everywhere, ...(national[country] ?? [])];

/** @param number digits alone, as they were dialled */
export const isEmergency = (number: string, country: string): boolean => emergencyNumbers(country).includes(number);
