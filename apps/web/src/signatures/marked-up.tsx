import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useMark } from '../shell/company-mark.js';
import { dataAddress } from '../timeline/data-address.js';
import { frameSandbox } from '../timeline/frame-document.js';
import { showLetter } from '../timeline/letter-html.js';
import css from './signatures.module.css';

/** As the letter itself calls the company's picture. */
const logo = 'company-logo@signature';

/** As a client's mail program may draw it: in a frame that runs nothing, as every letter here. */
export function MarkedUp({ html, title }: { html: string; title: string }) {
  const mark = useMark();
  const { data: picture } = useQuery({
    queryKey: ['inline', 'company', mark],
    queryFn: () => dataAddress(mark),
    enabled: html.includes(`cid:${logo}`),
    staleTime: Infinity,
  });
  const shown = useMemo(() => {
    const inlined = new Map(picture === undefined ? [] : [[logo, picture]]);
    return showLetter(html, { remoteImages: false, inlined, quotedWord: '' });
  }, [html, picture]);
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
