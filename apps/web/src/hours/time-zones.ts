/** What was renamed since browsers began their list, in which the old names stay (ECMA-402, CLDR); the IANA database and our server know the new ones. */
const renamed: Readonly<Record<string, string>> = {
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Europe/Kiev': 'Europe/Kyiv',
};

export const nowCalled = (zone: string): string => renamed[zone] ?? zone;

export const timeZones = Intl.supportedValuesOf('timeZone').map(nowCalled).sort();

/** Where this browser is. */
export const timeZoneHere = (): string => nowCalled(Intl.DateTimeFormat().resolvedOptions().timeZone);

/** What may be chosen where one has been already: it may bear a name of before. */
export const timeZonesWith = (chosen: string): string[] =>
  timeZones.includes(chosen) ? timeZones : [chosen, ...timeZones];
