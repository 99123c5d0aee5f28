/** Countries that a telephone number without a prefix may belong to: those of our languages first, then by name. */
const first = ['UA', 'RU', 'KZ', 'BY', 'PL', 'DE', 'GB', 'US'];
const others =
  'AE AL AM AR AT AU AZ BA BE BG BR CA CH CL CN CO CY CZ DK EE EG ES FI FR GE GR HK HR HU ID IE IL IN IS IT JP KG KR LT LU LV MA MD ME MK MT MX MY NG NL NO NZ PE PH PK PT QA RO RS SA SE SG SI SK TH TJ TM TN TR TW UZ VN ZA'.split(
    ' ',
  );

export function countryChoices(language: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([language], { type: 'region' });
  const choice = (value: string) => ({ value, label: names.of(value) ?? value });
  return [...first.map(choice), ...others.map(choice).sort((a, b) => a.label.localeCompare(b.label, language))];
}

/** The country of the browser's own locale, if it names one that is offered. */
export function likelyCountry(preferred: readonly string[]): string {
  const byLanguage: Record<string, string> = { uk: 'UA', ru: 'RU', kk: 'KZ', be: 'BY', pl: 'PL', de: 'DE' };
  for (const tag of preferred) {
    const locale = new Intl.Locale(tag);
    const country = locale.region ?? byLanguage[locale.language];
    if (country !== undefined && [...first, ...others].includes(country)) return country;
  }
  return 'US';
}
