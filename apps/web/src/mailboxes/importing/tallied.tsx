import { useTranslation } from 'react-i18next';
import { findText } from '../../i18n/words.js';
import { TallyList } from '../../importing/tally-list.js';
import own from './old-mail.module.css';
import type { MailTally } from './queries.js';

const good = ['placed', 'unplaced'];
const still = ['known', 'twice', 'internal', 'draft', 'automatic-left', 'bounce', 'unknown'];

/** How many letters come to what end; what there is none of is not told. */
export function Tallied({ tally }: { tally: MailTally }) {
  const { t } = useTranslation();
  const { verdicts } = tally;
  const bad = Object.keys(verdicts).filter((name) => !good.includes(name) && !still.includes(name));
  const rows = [...good, ...still, ...bad]
    .filter((name) => (verdicts[name] ?? 0) > 0 || name === 'placed')
    .map((name) => ({
      name,
      is: good.includes(name) ? ('good' as const) : still.includes(name) ? ('still' as const) : ('bad' as const),
      words: findText(t, `oldMail.verdict.${name}`) ?? name,
      count: verdicts[name] ?? 0,
    }));
  const facts = [
    ...(tally.outbound > 0 ? [t('oldMail.outbound', { count: tally.outbound })] : []),
    ...(tally.automatic > 0 ? [t('oldMail.automaticCount', { count: tally.automatic })] : []),
  ];
  return (
    <>
      <TallyList rows={rows} />
      {facts.length > 0 && <p className={own.facts}>{facts.join(' · ')}</p>}
    </>
  );
}
