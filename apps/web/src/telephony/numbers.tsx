import { Button } from '@mantine/core';
import { IconPhone, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { codeText } from '../i18n/words.js';
import mailboxes from '../mailboxes/mailboxes.module.css';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { numbersQuery } from './queries.js';

/** The company's numbers, each a channel with its own routing. */
export function Numbers({ trunks }: { trunks: number }) {
  const { t } = useTranslation();
  const { data, isPending, isError, error, refetch } = useQuery(numbersQuery);
  const numbers = data?.items ?? [];
  return (
    <section className={page.section} aria-labelledby="numbers-title">
      <div className={page.sectionHead}>
        <h2 id="numbers-title">{t('numbers.title')}</h2>
        {trunks > 0 && (
          <Button
            component={Link}
            to="/telephony/numbers/new"
            size="xs"
            variant={numbers.length === 0 ? 'filled' : 'default'}
            leftSection={<IconPlus size={15} aria-hidden />}
          >
            {t('numbers.add')}
          </Button>
        )}
      </div>
      {isPending ? (
        <RowsSkeleton rows={2} height={56} />
      ) : isError ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : numbers.length === 0 ? (
        <p>{t(trunks > 0 ? 'numbers.none' : 'numbers.noneNoTrunk')}</p>
      ) : (
        <ul className={page.box}>
          {numbers.map((number) => (
            <li key={number.channelId} className={mailboxes.channel}>
              <IconPhone size={20} stroke={1.7} color="var(--k-phone)" aria-hidden />
              <div className={mailboxes.about}>
                <h3>
                  {number.number} <span>{number.name === number.number ? '' : number.name}</span>
                </h3>
                <p
                  className={mailboxes.state}
                  data-tone={number.enabled && number.trunk.code !== null ? 'warn' : 'dim'}
                >
                  {number.enabled
                    ? number.trunk.code === null
                      ? t('numbers.on', { trunk: number.trunk.name })
                      : `${number.trunk.name}: ${codeText(t, number.trunk.code)}`
                    : t('numbers.off')}
                </p>
                <p className={mailboxes.traffic}>
                  {t(`numbers.mode.${number.settings.ring.mode}`)}
                  {' · '}
                  {t(number.settings.hours.length === 0 ? 'numbers.always' : 'numbers.byHours')}
                  {number.team !== null && ` · ${number.team.name}`}
                </p>
              </div>
              <Button
                component={Link}
                to={`/telephony/numbers/${number.channelId}`}
                size="compact-sm"
                variant="default"
                aria-label={t('numbers.settingsOf', { number: number.number })}
              >
                {t('mailboxes.settings')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
