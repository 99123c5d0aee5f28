import { Skeleton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './file-viewer.module.css';
import { openPdf, type PDFDocumentProxy } from './open-pdf.js';
import { NotShown } from './not-shown.js';

interface Props {
  bytes: Uint8Array;
  scale: number;
}

/** So many have a place: a book is for a program of one's own. */
const mostPages = 300;
/** Sharper than this nobody sees, and each page is a picture in memory. */
const mostPixels = 8_000_000;

/** The pages of a PDF one below the other; each is drawn when it comes near. */
export default function PdfPages({ bytes, scale }: Props) {
  const { t } = useTranslation();
  const [document, setDocument] = useState<PDFDocumentProxy | null>(null);
  const [trouble, setTrouble] = useState<'locked' | 'broken' | null>(null);
  useEffect(() => {
    const opened = openPdf(bytes);
    let closed = false;
    opened.document.then(
      (ready) => {
        if (!closed) setDocument(ready);
      },
      (error: unknown) => {
        if (!closed) setTrouble((error as Error).name === 'PasswordException' ? 'locked' : 'broken');
      },
    );
    return () => {
      closed = true;
      opened.close();
    };
  }, [bytes]);
  if (trouble !== null) return <NotShown text={t(`files.${trouble}`)} />;
  if (document === null) return <Skeleton className={css.page} height="70vh" width="min(100%, 50rem)" />;
  const pages = Math.min(document.numPages, mostPages);
  return (
    <div className={css.pages} tabIndex={0} role="group" aria-label={t('files.pages', { count: document.numPages })}>
      {Array.from({ length: pages }, (_, index) => (
        <Page key={index} document={document} number={index + 1} scale={scale} />
      ))}
      {pages < document.numPages && <NotShown text={t('files.morePages', { count: document.numPages - pages })} />}
    </div>
  );
}

function Page({ document, number, scale }: { document: PDFDocumentProxy; number: number; scale: number }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [near, setNear] = useState(false);
  const [shape, setShape] = useState({ width: 595, height: 842 });
  useEffect(() => {
    const watched = canvas.current;
    if (watched === null) return;
    const watcher = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting === true), {
      rootMargin: '50%',
    });
    watcher.observe(watched);
    return () => watcher.disconnect();
  }, []);
  useEffect(() => {
    const target = canvas.current;
    if (!near || target === null) return;
    let stop = (): void => undefined;
    let stopped = false;
    void (async () => {
      const page = await document.getPage(number);
      if (stopped) return;
      const plain = page.getViewport({ scale: 1 });
      setShape({ width: plain.width, height: plain.height });
      const wanted = (target.clientWidth * window.devicePixelRatio) / plain.width;
      const most = Math.sqrt(mostPixels / (plain.width * plain.height));
      const viewport = page.getViewport({ scale: Math.max(0.1, Math.min(wanted, most)) });
      target.width = Math.floor(viewport.width);
      target.height = Math.floor(viewport.height);
      const drawing = page.render({ canvas: target, viewport, annotationMode: 0 });
      stop = () => drawing.cancel();
      await drawing.promise.catch(() => undefined);
      if (!stopped) target.dataset['drawn'] = '';
    })();
    return () => {
      stopped = true;
      stop();
    };
  }, [near, document, number, scale]);
  return (
    <canvas
      ref={canvas}
      className={css.page}
      role="img"
      aria-label={t('files.page', { number })}
      style={{ aspectRatio: `${shape.width} / ${shape.height}`, width: `min(${scale * 100}%, ${scale * 56}rem)` }}
    />
  );
}
