import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZoom } from '../chat/use-zoom.js';
import { sizeText } from '../i18n/moment.js';
import { FullView } from '../shell/full-view.js';
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

  if (file === undefined) return null;
  const name = file.name || t('timeline.noName');
  return (
    <FullView
      label={t('files.viewer', { name })}
      onClose={onClose}
      about={
        <>
          <span className={css.name} title={name} dir="auto" aria-live="polite">
            {name}
          </span>
          <span className={css.size}>
            {files.length > 1 && `${t('files.of', { at: at + 1, count: files.length })} · `}
            {sizeText(file.size, i18n.language)}
          </span>
        </>
      }
      zoom={{
        ...{ smaller: t('files.smaller'), larger: t('files.larger'), by: enlarge, factor: 1.25 },
        reset: () => {
          zoom.reset();
          setScale(1);
        },
      }}
      download={{ label: t('files.download', { name }), href: attachmentAddress(file.interactionId, file.n), name }}
      closeLabel={t('files.close')}
      before={{ label: t('files.before'), go: at > 0 ? () => step(-1) : undefined }}
      after={{ label: t('files.next'), go: at < files.length - 1 ? () => step(1) : undefined }}
    >
      {isPicture ? (
        <Picture key={`${file.interactionId} ${file.n}`} file={file} name={name} zoom={zoom} />
      ) : (
        <Document key={`${file.interactionId} ${file.n}`} file={file} scale={scale} />
      )}
    </FullView>
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
