export const callTabs = ['live', 'missed', 'log'] as const;
export type CallTab = (typeof callTabs)[number];
