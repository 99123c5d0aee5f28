import { useTranslation } from 'react-i18next';
import css from '../clients/importing/importing.module.css';

export interface Tallied {
  readonly name: string;
  readonly is: 'good' | 'still' | 'bad';
  readonly words: string;
  readonly count: number;
}

/** How many came to what end. */
export function TallyList({ rows }: { rows: readonly Tallied[] }) {
  const { i18n } = useTranslation();
  return (
    <dl className={css.tally}>
      {rows.map(({ name, is, words, count }) => (
        <div key={name} data-is={is}>
          <dt>{words}</dt>
          <dd>{count.toLocaleString(i18n.language)}</dd>
        </div>
      ))}
    </dl>
  );
}
