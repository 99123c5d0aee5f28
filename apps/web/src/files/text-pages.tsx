import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import css from './file-viewer.module.css';
import { NotShown } from './not-shown.js';
import { textOfBytes } from './text-of-bytes.js';

/** Text and tables as they were written: nothing in them is made into a page. */
export function TextPages({ bytes, scale }: { bytes: Uint8Array; scale: number }) {
  const { t } = useTranslation();
  const { text, cut } = useMemo(() => textOfBytes(bytes), [bytes]);
  if (text.trim() === '') return <NotShown text={t('files.empty')} />;
  return (
    <div className={css.text} tabIndex={0} role="group" aria-label={t('files.text')}>
      <pre style={{ fontSize: `${scale * 0.8125}rem` }} dir="auto">
        {text}
      </pre>
      {cut && <NotShown text={t('files.cut')} />}
    </div>
  );
}
