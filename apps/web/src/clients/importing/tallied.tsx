import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { TallyList } from '../../importing/tally-list.js';

const good = ['created', 'companies', 'changed'] as const;
const still = ['unchanged', 'skipped'] as const;
const bad = ['maybe', 'twice', 'failed'] as const;
const ends = [
  ...good.map((name) => ({ name, is: 'good' as const })),
  ...still.map((name) => ({ name, is: 'still' as const })),
  ...bad.map((name) => ({ name, is: 'bad' as const })),
];

/** How many lines came to what end; what there is none of is not told. */
export function Tallied({ tally }: { tally: Schemas['ImportTally'] }) {
  const { t } = useTranslation();
  const rows = ends
    .filter(({ name }) => tally[name] > 0 || name === 'created')
    .map(({ name, is }) => ({ name, is, words: t(`importing.tally.${name}`), count: tally[name] }));
  return <TallyList rows={rows} />;
}
