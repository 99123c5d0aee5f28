/** What may stand in braces, in the order in which it is offered; and as the names of texts can be: a dot would part them. */
export const spelt = {
  own: 'own',
  'me.name': 'meName',
  'me.first-name': 'meFirstName',
  'me.title': 'meTitle',
  'me.phone': 'mePhone',
  'me.extension': 'meExtension',
  'team.name': 'teamName',
  'channel.address': 'channelAddress',
  'company.name': 'companyName',
  'company.phone': 'companyPhone',
  'company.website': 'companyWebsite',
  'company.logo': 'companyLogo',
} as const;
export type Variable = keyof typeof spelt;

export const isVariable = (name: string): name is Variable => name in spelt;

/** In one's own words there is no place for one's own words. */
export const variablesFor = (of: 'me' | 'team' | 'channel' | 'company'): Variable[] =>
  (Object.keys(spelt) as Variable[]).filter((name) => name !== 'own' || of !== 'me');
