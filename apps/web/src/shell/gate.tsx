import './mantine-field-css.js';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { waysInQuery } from '../api/queries.js';
import { choose, currentLanguage } from '../i18n/i18n.js';
import { languages, type Language } from '../i18n/language.js';
import { markAddress } from './company-mark.js';
import css from './gate.module.css';

/** The frame of the pages before one is inside, with the choice of language. */
export function Gate({
  title,
  text,
  wide = false,
  children,
}: {
  title: string;
  text: string;
  wide?: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  // A picture that comes a moment later moves nothing: its place is kept.
  const logo = useQuery(waysInQuery).data?.logo;
  return (
    <div className={css.gate}>
      <main className={css.box} data-wide={wide || undefined}>
        <header className={css.head}>
          <img src={markAddress(logo)} alt="" />
          <div>
            <h1>{title}</h1>
            <p>{text}</p>
          </div>
        </header>
        {children}
      </main>
      <footer className={css.foot} role="group" aria-label={t('shell.language')}>
        {Object.entries(languages).map(([code, name]) => (
          <button
            key={code}
            type="button"
            lang={code}
            aria-pressed={currentLanguage() === code}
            onClick={() => void choose(code as Language)}
          >
            {name}
          </button>
        ))}
      </footer>
    </div>
  );
}
