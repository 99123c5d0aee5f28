import '../shell/mantine-dialog-css.js';
import '../shell/mantine-field-css.js';
import type { ReactNode } from 'react';
import page from '../shell/page.module.css';
import { SettingsBack } from './settings-back.js';

/** A page of one section, with the way back to all of them. */
export function SettingsFrame({ title, acts, children }: { title: string; acts?: ReactNode; children: ReactNode }) {
  return (
    <section className={page.page} aria-label={title}>
      <header className={page.head}>
        <SettingsBack />
        <h1>{title}</h1>
        {acts !== undefined && (
          <>
            <span className={page.spring} />
            {acts}
          </>
        )}
      </header>
      <div className={page.scroll}>{children}</div>
    </section>
  );
}
