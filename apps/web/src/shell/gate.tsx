import './mantine-field-css.js';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { choose } from '../i18n/i18n.js';
import { languages, type Language } from '../i18n/language.js';
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
  const { t, i18n } = useTranslation();
  return (
    <div className={css.gate}>
      <main className={css.box} data-wide={wide || undefined}>
        <header className={css.head}>
          <img src="/favicon.svg" alt="" />
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
            aria-pressed={i18n.language === code}
            onClick={() => void choose(code as Language)}
          >
            {name}
          </button>
        ))}
      </footer>
    </div>
  );
}
