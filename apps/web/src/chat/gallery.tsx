import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconDownload, IconX, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../i18n/moment.js';
import { takeTurns } from '../player/sounding.js';
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
  const box = useRef<HTMLDialogElement>(null);
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
  // The dialog's own closing gives the focus back to where it was.
  const close = () => box.current?.close();

  useEffect(() => {
    if (box.current?.open === false) box.current.showModal();
  }, []);

  if (shown === undefined) return null;
  const media = shown.message?.media;
  const source = attachmentAddress(shown.id, media?.n ?? 0);
  const keyed = (event: KeyboardEvent) => {
    const act = {
      ArrowLeft: () => step(-1),
      ArrowRight: () => step(1),
      Home: () => setId(pictures[0]?.id ?? id),
      End: () => setId(pictures.at(-1)?.id ?? id),
      '+': () => zoom.by(1.5),
      '=': () => zoom.by(1.5),
      '-': () => zoom.by(1 / 1.5),
      '0': zoom.reset,
    }[event.key];
    event.stopPropagation();
    if (act === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  };
  const isVideo = shown.message?.kind === 'video';
  return (
    <dialog
      ref={box}
      className={css.gallery}
      role="dialog"
      aria-modal="true"
      aria-label={t('chat.gallery')}
      onClose={onClose}
      onKeyDown={keyed}
    >
      <header className={css.bar}>
        <span aria-live="polite">{t('chat.pictureOf', { at: at + 1, count: pictures.length })}</span>
        <Moment at={shown.occurredAt} />
        <span className={css.spring} />
        {!isVideo && (
          <>
            <ActionIcon variant="subtle" color="gray" aria-label={t('chat.zoomOut')} onClick={() => zoom.by(1 / 1.5)}>
              <IconZoomOut size={19} aria-hidden />
            </ActionIcon>
            <ActionIcon variant="subtle" color="gray" aria-label={t('chat.zoomIn')} onClick={() => zoom.by(1.5)}>
              <IconZoomIn size={19} aria-hidden />
            </ActionIcon>
          </>
        )}
        <ActionIcon
          component="a"
          href={source}
          download={media?.name ?? 'picture'}
          variant="subtle"
          color="gray"
          aria-label={t('chat.download')}
        >
          <IconDownload size={19} aria-hidden />
        </ActionIcon>
        <ActionIcon autoFocus variant="subtle" color="gray" aria-label={t('chat.close')} onClick={close}>
          <IconX size={20} aria-hidden />
        </ActionIcon>
      </header>
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
          if (on === event.currentTarget && still && !zoom.zoomed) close();
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
      {at > 0 && (
        <button
          type="button"
          className={css.side}
          data-side="left"
          aria-label={t('chat.earlierPicture')}
          onClick={() => step(-1)}
        >
          <IconChevronLeft size={26} aria-hidden />
        </button>
      )}
      {at < pictures.length - 1 && (
        <button
          type="button"
          className={css.side}
          data-side="right"
          aria-label={t('chat.laterPicture')}
          onClick={() => step(1)}
        >
          <IconChevronRight size={26} aria-hidden />
        </button>
      )}
      {shown.text !== null && shown.text !== '' && <p className={css.caption}>{shown.text}</p>}
    </dialog>
  );
}
