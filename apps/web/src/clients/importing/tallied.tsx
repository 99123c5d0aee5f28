import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import css from './importing.module.css';

const good = ['created', 'companies', 'changed'] as const;
const still = ['unchanged', 'skipped'] as const;
const bad = ['maybe', 'twice', 'failed'] as const;

/** How many lines came to what end; what there is none of is not told. */
export function Tallied({ tally }: { tally: Schemas['ImportTally'] }) {
  const { t, i18n } = useTranslation();
  const rows = [
    ...good.map((name) => ({ name, is: 'good' })),
    ...still.map((name) => ({ name, is: 'still' })),
    ...bad.map((name) => ({ name, is: 'bad' })),
  ].filter(({ name }) => tally[name] > 0 || name === 'created');
  return (
    <dl className={css.tally}>
      {rows.map(({ name, is }) => (
        <div key={name} data-is={is}>
          <dt>{t(`importing.tally.${name}`)}</dt>
          <dd>{tally[name].toLocaleString(i18n.language)}</dd>
        </div>
      ))}
    </dl>
  );
}
