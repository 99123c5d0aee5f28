import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { findText } from '../../i18n/words.js';
import { ListEnd } from '../../shell/list-end.js';
import page from '../../shell/page.module.css';
import css from './importing.module.css';
import { previewQuery, problemsQuery, type ClientImport } from './queries.js';

/** Lines that were left out, by reason and one by one, and the file of them. */
export function LeftOut({ item, tally }: { item: ClientImport; tally: Schemas['ImportTally'] }) {
  const { t, i18n } = useTranslation();
  const reasons = Object.entries(tally.codes).sort(([, a], [, b]) => b - a);
  const query = useInfiniteQuery({ ...problemsQuery(item.id, item.state), enabled: reasons.length > 0 });
  const columns = useQuery(previewQuery(item.id, item.reading)).data?.columns ?? [];
  if (reasons.length === 0) return null;
  const problems = query.data?.pages.flatMap((each) => each.items) ?? [];
  return (
    <section className={page.section}>
      <div className={page.sectionHead}>
        <h2>{t('importing.leftOut')}</h2>
        <Button
          component="a"
          href={`/api/v1/imports/${item.id}/errors?language=${i18n.language.slice(0, 2)}`}
          download
          size="xs"
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          {t('importing.errorFile')}
        </Button>
      </div>
      <p className={css.about}>{t('importing.leftOutText')}</p>
      <ul className={css.reasons}>
        {reasons.map(([code, count]) => (
          <li key={code}>
            <b>{count.toLocaleString(i18n.language)}</b>{' '}
            {findText(t, `importing.code.${code}s`) ?? findText(t, `importing.code.${code}`) ?? code}
          </li>
        ))}
      </ul>
      <ul className={page.box}>
        {problems.map(({ line, code, details }) => (
          <li key={line} className={css.problem}>
            <span>{t('importing.line', { line: line.toLocaleString(i18n.language) })}</span>
            <span>
              {findText(t, `importing.code.${code}`, details) ?? code}
              {typeof details['column'] === 'number' && (
                <small dir="auto">
                  {t('importing.inColumn', {
                    column: columns[details['column']]?.heading || t('importing.column', { n: details['column'] + 1 }),
                  })}
                </small>
              )}
            </span>
            {cardsOf(details).map((clientId) => (
              <Link key={clientId} to="/clients/$clientId" params={{ clientId }}>
                {t('importing.seeCard')}
              </Link>
            ))}
          </li>
        ))}
        <ListEnd query={query} />
      </ul>
    </section>
  );
}

const cardsOf = ({ cards }: Record<string, unknown>): string[] => (Array.isArray(cards) ? cards.map(String) : []);
