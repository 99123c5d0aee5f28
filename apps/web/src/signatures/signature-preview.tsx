import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../shell/form-problem.js';
import { previewQuery, type SignatureWish } from './queries.js';
import css from './signatures.module.css';
import { isVariable, spelt } from './variables.js';

const MarkedUp = lazy(async () => ({ default: (await import('./marked-up.js')).MarkedUp }));

/** How it will stand under a letter of mine, while it is being written. */
export function SignaturePreview({ wish }: { wish: SignatureWish }) {
  const { t } = useTranslation();
  const heading = useId();
  const [asked] = useDebouncedValue(wish, 300);
  const { data, error } = useQuery(previewQuery(asked));
  const missing = (data?.missing ?? []).filter(isVariable);
  return (
    <section className={css.preview} aria-labelledby={heading}>
      <h3 id={heading}>{t('signatures.preview')}</h3>
      <div className={css.sheet} aria-live="polite">
        <p className={css.body}>{t('signatures.yourLetter')}</p>
        {data !== undefined && (
          <>
            <p>--</p>
            {data.html === null ? (
              <p className={css.plain} dir="auto">
                {data.text}
              </p>
            ) : (
              <Suspense>
                <MarkedUp html={data.html} title={t('signatures.preview')} />
              </Suspense>
            )}
          </>
        )}
      </div>
      {missing.length > 0 && (
        <p className={css.missing}>
          {t('signatures.missing', {
            names: missing.map((name) => t(`signatures.variable.${spelt[name]}`)).join(', '),
          })}{' '}
          {missing.includes('company.logo') && t('signatures.logoMissing')}
        </p>
      )}
      <FormProblem error={error} />
    </section>
  );
}
