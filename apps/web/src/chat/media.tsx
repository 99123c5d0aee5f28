import { Loader } from '@mantine/core';
import { IconAlertTriangle, IconClockHour4, IconDownload, IconShieldX } from '@tabler/icons-react';
import { createElement, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { FileViewer, HeldFile } from '../files/lazy.js';
import { viewableAs } from '../files/viewable.js';
import { sizeText } from '../i18n/moment.js';
import { adviceText, codeText } from '../i18n/words.js';
import { takeTurns } from '../player/sounding.js';
import { attachmentAddress, fileIcon } from '../timeline/attachments.js';
import css from './media.module.css';
import type { Interaction, Media as MediaFacts, Message } from './message.js';
import { useTalk } from './talk.js';
import { VoiceNote } from './voice-note.js';

interface Props {
  interaction: Interaction;
  message: Message;
  media: MediaFacts;
}

/** The picture, sound or file of a message: what it is, or why it is not there (yet). */
export function Media({ interaction, message, media }: Props) {
  const { t } = useTranslation();
  if (media.state === 'none') return null;
  if (media.state === 'waiting') {
    return (
      <p className={css.waiting} role="status">
        <Loader size={13} color="gray" /> {t(`chat.kind.${message.kind}`)}: {t('chat.mediaWaiting')}
      </p>
    );
  }
  if (media.state === 'failed') {
    const code = media.code ?? 'whatsapp.media-refused';
    return (
      <p className={css.lost}>
        <IconAlertTriangle size={15} aria-hidden />
        <span>
          <b>{t(`chat.kind.${message.kind}`)}.</b> {codeText(t, code)} {adviceText(t, code)}
        </span>
      </p>
    );
  }
  const file = interaction.attachments.find(({ n }) => n === media.n);
  if (file?.held === true) return <Held interactionId={interaction.id} file={file} />;
  const source = attachmentAddress(interaction.id, media.n);
  switch (message.kind) {
    case 'image':
      return <Picture interaction={interaction} media={media} source={source} />;
    case 'sticker':
      return <img className={css.sticker} src={source} alt={t('chat.kind.sticker')} loading="lazy" />;
    case 'video':
      return <Video interaction={interaction} media={media} source={source} />;
    case 'voice':
    case 'audio':
      return (
        <VoiceNote
          source={source}
          durationMs={media.durationMs}
          waveform={media.waveform}
          label={t(`chat.kind.${message.kind}`)}
          fileName={media.name ?? `${t(`chat.kind.${message.kind}`)}.ogg`}
        />
      );
    case 'document':
    case 'text':
    case 'location':
    case 'contacts':
    case 'poll':
    case 'call':
    case 'notice':
    case 'ciphertext':
    case 'unsupported':
      return <Document interactionId={interaction.id} media={media} source={source} />;
  }
}

interface Kept {
  interaction: Interaction;
  media: MediaFacts;
  source: string;
}

/** The place is there before the picture is: nothing jumps when it comes. */
const shapeOf = ({ width, height }: MediaFacts) =>
  width === null || height === null ? {} : { aspectRatio: `${width} / ${height}`, width: Math.min(width, 320) };

function Picture({ interaction, media, source }: Kept) {
  const { t } = useTranslation();
  const { openPicture } = useTalk();
  const [broken, setBroken] = useState(false);
  if (broken) return <Document interactionId={interaction.id} media={media} source={source} />;
  return (
    <button
      type="button"
      className={css.picture}
      style={shapeOf(media)}
      aria-label={t('chat.openPicture')}
      onClick={() => openPicture(interaction.id)}
    >
      <img src={source} alt={interaction.text ?? ''} loading="lazy" decoding="async" onError={() => setBroken(true)} />
    </button>
  );
}

function Video({ media, source }: Kept) {
  const { t } = useTranslation();
  return (
    <video
      ref={takeTurns}
      className={css.video}
      style={shapeOf(media)}
      src={source}
      controls
      playsInline
      preload="none"
      aria-label={t('chat.kind.video')}
    />
  );
}

function Document({ interactionId, media, source }: { interactionId: string; media: MediaFacts; source: string }) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const name = media.name ?? t('timeline.noName');
  const file = { interactionId, n: media.n, name, type: media.type, size: media.size ?? 0 };
  return (
    <>
      <a
        className={css.file}
        href={source}
        download={name}
        title={name}
        onClick={(event) => {
          if (viewableAs(file) === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {createElement(fileIcon(media.type, name), { size: 26, stroke: 1.5, 'aria-hidden': true })}
        <span className={css.fileName}>
          <b>{name}</b>
          {media.size !== null && <small>{sizeText(media.size, i18n.language)}</small>}
        </span>
        <IconDownload size={17} aria-label={t('chat.download')} />
      </a>
      {open && (
        <Suspense fallback={null}>
          <FileViewer files={[file]} startAt={0} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Not given out: the scanner found something, or has not looked yet. */
function Held({ interactionId, file }: { interactionId: string; file: Schemas['Attachment'] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const harmful = file.scan === 'infected';
  return (
    <>
      <button type="button" className={css.file} title={file.name} onClick={() => setOpen(true)}>
        {createElement(harmful ? IconShieldX : IconClockHour4, { size: 26, stroke: 1.5, 'aria-hidden': true })}
        <span className={css.fileName}>
          <b>{file.name || t('timeline.noName')}</b>
          <small>{t(harmful ? 'timeline.fileHarmful' : 'timeline.fileUnchecked')}</small>
        </span>
      </button>
      {open && (
        <Suspense fallback={null}>
          <HeldFile interactionId={interactionId} file={file} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
