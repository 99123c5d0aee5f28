import { useTranslation } from 'react-i18next';
import css from '../../clients/importing/importing.module.css';
import { findText } from '../../i18n/words.js';
import own from './old-mail.module.css';
import type { MailTally } from './queries.js';

const good = ['placed', 'unplaced'];
const still = ['known', 'twice', 'internal', 'draft', 'automatic-left', 'bounce', 'unknown'];

/** How many letters come to what end; what there is none of is not told. */
export function Tallied({ tally }: { tally: MailTally }) {
  const { t, i18n } = useTranslation();
  const number = (n: number) => n.toLocaleString(i18n.language);
  const { verdicts } = tally;
  const bad = Object.keys(verdicts).filter((name) => !good.includes(name) && !still.includes(name));
  const rows = [
    ...good.map((name) => ({ name, is: 'good' })),
    ...still.map((name) => ({ name, is: 'still' })),
    ...bad.map((name) => ({ name, is: 'bad' })),
  ].filter(({ name }) => (verdicts[name] ?? 0) > 0 || name === 'placed');
  const facts = [
    ...(tally.outbound > 0 ? [t('oldMail.outbound', { count: tally.outbound })] : []),
    ...(tally.automatic > 0 ? [t('oldMail.automaticCount', { count: tally.automatic })] : []),
  ];
  return (
    <>
      <dl className={css.tally}>
        {rows.map(({ name, is }) => (
          <div key={name} data-is={is}>
            <dt>{findText(t, `oldMail.verdict.${name}`) ?? name}</dt>
            <dd>{number(verdicts[name] ?? 0)}</dd>
          </div>
        ))}
      </dl>
      {facts.length > 0 && <p className={own.facts}>{facts.join(' · ')}</p>}
    </>
  );
}
