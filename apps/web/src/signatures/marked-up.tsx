import { useMemo } from 'react';
import { frameSandbox } from '../timeline/frame-document.js';
import { showLetter } from '../timeline/letter-html.js';
import css from './signatures.module.css';

/** As a client's mail program may draw it: in a frame that runs nothing, as every letter here. */
export function MarkedUp({ html, title }: { html: string; title: string }) {
  const shown = useMemo(() => showLetter(html, { remoteImages: false, inlined: new Map(), quotedWord: '' }), [html]);
  return (
    <iframe
      className={css.frame}
      title={title}
      sandbox={frameSandbox}
      srcDoc={shown.document}
      referrerPolicy="no-referrer"
    />
  );
}
