import { ActionIcon, Skeleton } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconDownload, IconX, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useZoom } from '../chat/use-zoom.js';
import { sizeText } from '../i18n/moment.js';
import { Trouble } from '../shell/trouble.js';
import { attachmentAddress } from '../timeline/attachments.js';
import { bytesQuery } from './bytes-of.js';
import css from './file-viewer.module.css';
import { NotShown } from './not-shown.js';
import { TextPages } from './text-pages.js';
import { viewableAs, type ShownFile } from './viewable.js';

const PdfPages = lazy(() => import('./pdf-pages.js'));

interface Props {
  /** In their order; each can be looked at. */
  files: readonly ShownFile[];
  startAt: number;
  onClose: () => void;
}

const widest = 4;
const narrowest = 0.5;

/** Files of an entry, one at a time: ← and → turn, + and − enlarge, Esc closes. */
export function FileViewer({ files, startAt, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const box = useRef<HTMLDialogElement>(null);
  const [at, setAt] = useState(startAt);
  const [scale, setScale] = useState(1);
  const file = files[at];
  const step = (by: number) => {
    if (files[at + by] === undefined) return;
    setAt(at + by);
    setScale(1);
  };
  const zoom = useZoom(`${file?.interactionId} ${file?.n}`, step);
  const isPicture = file !== undefined && viewableAs(file) === 'picture';
  const enlarge = (factor: number) => {
    if (isPicture) zoom.by(factor);
    else setScale(Math.min(widest, Math.max(narrowest, scale * factor)));
  };
  // The dialog's own closing gives the focus back to where it was.
  const close = () => box.current?.close();
  useEffect(() => {
    if (box.current?.open === false) box.current.showModal();
  }, []);

  if (file === undefined) return null;
  const keyed = (event: KeyboardEvent) => {
    const act = {
      ArrowLeft: () => step(-1),
      ArrowRight: () => step(1),
      '+': () => enlarge(1.25),
      '=': () => enlarge(1.25),
      '-': () => enlarge(1 / 1.25),
      '0': () => {
        zoom.reset();
        setScale(1);
      },
    }[event.key];
    event.stopPropagation();
    if (act === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  };
  const name = file.name || t('timeline.noName');
  return (
    <dialog
      ref={box}
      className={css.viewer}
      role="dialog"
      aria-modal="true"
      aria-label={t('files.viewer', { name })}
      onClose={onClose}
      onKeyDown={keyed}
    >
      <header className={css.bar}>
        <span className={css.name} title={name} dir="auto" aria-live="polite">
          {name}
        </span>
        <span className={css.size}>
          {files.length > 1 && `${t('files.of', { at: at + 1, count: files.length })} · `}
          {sizeText(file.size, i18n.language)}
        </span>
        <span className={css.spring} />
        <ActionIcon variant="subtle" color="gray" aria-label={t('files.smaller')} onClick={() => enlarge(1 / 1.25)}>
          <IconZoomOut size={19} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" aria-label={t('files.larger')} onClick={() => enlarge(1.25)}>
          <IconZoomIn size={19} aria-hidden />
        </ActionIcon>
        <ActionIcon
          component="a"
          href={attachmentAddress(file.interactionId, file.n)}
          download={name}
          variant="subtle"
          color="gray"
          aria-label={t('files.download', { name })}
        >
          <IconDownload size={19} aria-hidden />
        </ActionIcon>
        <ActionIcon autoFocus variant="subtle" color="gray" aria-label={t('files.close')} onClick={close}>
          <IconX size={20} aria-hidden />
        </ActionIcon>
      </header>
      {isPicture ? (
        <Picture key={`${file.interactionId} ${file.n}`} file={file} name={name} zoom={zoom} />
      ) : (
        <Document key={`${file.interactionId} ${file.n}`} file={file} scale={scale} />
      )}
      {at > 0 && (
        <button
          type="button"
          className={css.side}
          data-side="left"
          aria-label={t('files.before')}
          onClick={() => step(-1)}
        >
          <IconChevronLeft size={26} aria-hidden />
        </button>
      )}
      {at < files.length - 1 && (
        <button
          type="button"
          className={css.side}
          data-side="right"
          aria-label={t('files.next')}
          onClick={() => step(1)}
        >
          <IconChevronRight size={26} aria-hidden />
        </button>
      )}
    </dialog>
  );
}

function Picture({ file, name, zoom }: { file: ShownFile; name: string; zoom: ReturnType<typeof useZoom> }) {
  const { t } = useTranslation();
  const [broken, setBroken] = useState(false);
  if (broken)
    return (
      <div className={css.stage}>
        <NotShown text={t('files.broken')} />
      </div>
    );
  return (
    <div className={css.stage} data-picture="" {...zoom.handlers}>
      <img
        src={attachmentAddress(file.interactionId, file.n)}
        alt={name}
        draggable={false}
        data-zoomed={zoom.zoomed || undefined}
        style={{ transform: zoom.transform }}
        onError={() => setBroken(true)}
      />
    </div>
  );
}

function Document({ file, scale }: { file: ShownFile; scale: number }) {
  const query = useQuery(bytesQuery(file));
  const waiting = <Skeleton height="70vh" width="min(100%, 50rem)" />;
  return (
    <div className={css.stage}>
      {query.isPending ? (
        waiting
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : viewableAs(file) === 'pdf' ? (
        <Suspense fallback={waiting}>
          <PdfPages bytes={query.data} scale={scale} />
        </Suspense>
      ) : (
        <TextPages bytes={query.data} scale={scale} />
      )}
    </div>
  );
}
