import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../i18n/moment.js';
import { takeTurns } from '../player/sounding.js';
import { FullView } from '../shell/full-view.js';
import { attachmentAddress } from '../timeline/attachments.js';
import css from './gallery.module.css';
import type { Interaction } from './message.js';
import { useZoom } from './use-zoom.js';

interface Props {
  /** Oldest first; what can be looked at. */
  pictures: readonly Interaction[];
  startId: string;
  onClose: () => void;
}

const stillPx = 8;

/** Pictures and videos of a conversation, one at a time: arrows, swipe, zoom by wheel, double click, two fingers or + and −. */
export function Gallery({ pictures, startId, onClose }: Props) {
  const { t } = useTranslation();
  const [id, setId] = useState(startId);
  const at = Math.max(
    0,
    pictures.findIndex((each) => each.id === id),
  );
  const shown = pictures[at];
  const step = (by: number) => {
    const next = pictures[at + by];
    if (next !== undefined) setId(next.id);
  };
  const zoom = useZoom(id, step);
  const pressed = useRef({ on: null as EventTarget | null, x: 0, y: 0 });

  if (shown === undefined) return null;
  const media = shown.message?.media;
  const source = attachmentAddress(shown.id, media?.n ?? 0);
  const isVideo = shown.message?.kind === 'video';
  return (
    <FullView
      label={t('chat.gallery')}
      onClose={onClose}
      about={
        <>
          <span aria-live="polite">{t('chat.pictureOf', { at: at + 1, count: pictures.length })}</span>
          <Moment at={shown.occurredAt} />
        </>
      }
      zoom={
        isVideo
          ? null
          : { smaller: t('chat.zoomOut'), larger: t('chat.zoomIn'), by: zoom.by, factor: 1.5, reset: zoom.reset }
      }
      download={{ label: t('chat.download'), href: source, name: media?.name ?? 'picture' }}
      closeLabel={t('chat.close')}
      before={{ label: t('chat.earlierPicture'), go: at > 0 ? () => step(-1) : undefined }}
      after={{ label: t('chat.laterPicture'), go: at < pictures.length - 1 ? () => step(1) : undefined }}
      keys={{ Home: () => setId(pictures[0]?.id ?? id), End: () => setId(pictures.at(-1)?.id ?? id) }}
    >
      <div
        className={css.stage}
        // A click's own target is the stage always: it holds the pointer while the picture is moved.
        onPointerDownCapture={(event) => {
          pressed.current = { on: event.target, x: event.clientX, y: event.clientY };
        }}
        onClick={(event) => {
          const { on, x, y } = pressed.current;
          // Beside the picture, and not the end of a swipe.
          const still = Math.hypot(event.clientX - x, event.clientY - y) < stillPx;
          if (on === event.currentTarget && still && !zoom.zoomed) event.currentTarget.closest('dialog')?.close();
        }}
        {...(isVideo ? {} : zoom.handlers)}
      >
        {isVideo ? (
          <video
            key={shown.id}
            ref={takeTurns}
            src={source}
            controls
            autoPlay
            playsInline
            aria-label={t('chat.kind.video')}
          />
        ) : (
          <img
            key={shown.id}
            src={source}
            alt={shown.text ?? ''}
            draggable={false}
            data-zoomed={zoom.zoomed || undefined}
            style={{ transform: zoom.transform }}
          />
        )}
      </div>
      {shown.text !== null && shown.text !== '' && <p className={css.caption}>{shown.text}</p>}
    </FullView>
  );
}
