import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from '../../clients/importing/importing.module.css';
import page from '../../shell/page.module.css';
import { useMailImportAct } from './acts.js';
import { Found } from './found.js';
import { LeftOut } from './left-out.js';
import own from './old-mail.module.css';
import type { MailImport } from './queries.js';
import { Tallied } from './tallied.js';

/** What would become of the letters. */
export function Looked({ item, onWhose }: { item: MailImport; onWhose: () => void }) {
  const { t } = useTranslation();
  const start = useMailImportAct(item.id, 'start');
  const { found } = item;
  if (found === null) return null;
  const letters = (found.verdicts['placed'] ?? 0) + (found.verdicts['unplaced'] ?? 0);
  return (
    <>
      <section className={css.outcome}>
        <h2>
          {t('importing.would')} <small>{t('oldMail.letters', { count: found.letters })}</small>
        </h2>
        <Tallied tally={found} />
        <p className={own.facts}>{t('oldMail.quiet')}</p>
        {letters === 0 && <p className={own.facts}>{t('oldMail.nothing')}</p>}
        <div className={page.acts}>
          <Button variant="default" onClick={onWhose}>
            {t('oldMail.backToWhose')}
          </Button>
          <Button data-once loading={start.isPending} disabled={letters === 0} onClick={() => start.mutate(undefined)}>
            {t('oldMail.start', { count: letters })}
          </Button>
        </div>
      </section>
      <Found id={item.id} />
      <LeftOut item={item} tally={found} />
    </>
  );
}
