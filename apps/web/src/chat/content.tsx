import { IconChartBar, IconDeviceMobileQuestion, IconHourglass, IconMapPin, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { attachmentAddress } from '../timeline/attachments.js';
import css from './content.module.css';
import { Media } from './media.js';
import type { Interaction, Message } from './message.js';
import { Words } from './words.js';

interface Props {
  interaction: Interaction;
  message: Message;
}

/** What a message says and shows, by its kind. */
export function Content({ interaction, message }: Props) {
  const { t } = useTranslation();
  const text = interaction.text ?? '';
  const words = text !== '' && <Words text={text} />;
  switch (message.kind) {
    case 'ciphertext':
      return (
        <p className={css.placeholder}>
          <IconHourglass size={16} aria-hidden /> {t('chat.ciphertext')}
        </p>
      );
    case 'unsupported':
      return (
        <>
          <p className={css.placeholder}>
            <IconDeviceMobileQuestion size={16} aria-hidden />
            <span>
              {t('chat.unsupported')}
              {message.providerType !== null && <code>{message.providerType}</code>}
            </span>
          </p>
          {words}
        </>
      );
    case 'location':
      return <Place interaction={interaction} message={message} />;
    case 'contacts':
      return (
        <>
          <Contacts interaction={interaction} message={message} />
          {words}
        </>
      );
    case 'poll':
      return (
        <div className={css.poll}>
          <small>
            <IconChartBar size={14} aria-hidden /> {t('chat.kind.poll')}
            {message.poll?.multiple === true && ` · ${t('chat.pollMultiple')}`}
          </small>
          {words}
          <ul>
            {message.poll?.options.map((option, index) => (
              <li key={index}>{option}</li>
            ))}
          </ul>
        </div>
      );
    case 'text':
    case 'image':
    case 'video':
    case 'voice':
    case 'audio':
    case 'document':
    case 'sticker':
    case 'call':
    case 'notice':
      return (
        <>
          {message.media !== null && <Media interaction={interaction} message={message} media={message.media} />}
          {words}
          {text === '' && (message.media === null || message.media.state === 'none') && (
            <p className={css.placeholder}>{t(`chat.kind.${message.kind}`)}</p>
          )}
        </>
      );
  }
}

function Place({ interaction, message }: Props) {
  const { t } = useTranslation();
  const { location } = message;
  const name = location?.name ?? (interaction.text || null);
  if (location === null) return <p className={css.placeholder}>{name ?? t('chat.kind.location')}</p>;
  const { latitude, longitude } = location;
  const at = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return (
    <a
      className={css.place}
      href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
      target="_blank"
      rel="noopener noreferrer"
    >
      <IconMapPin size={24} stroke={1.6} aria-hidden />
      <span>
        <b>{name ?? t('chat.kind.location')}</b>
        {location.address !== null && <small>{location.address}</small>}
        <small>
          {at} · {t('chat.onMap')}
        </small>
      </span>
    </a>
  );
}

/** Names only; the cards themselves, with their numbers, are files that need a right. */
function Contacts({ interaction, message }: Props) {
  const { t } = useTranslation();
  const cards = interaction.attachments.filter((file) => /vcard/i.test(file.type));
  return (
    <ul className={css.contacts} aria-label={t('chat.kind.contacts')}>
      {message.contacts.map((contact, index) => {
        const card = cards[index];
        return (
          <li key={index}>
            <IconUserCircle size={24} stroke={1.5} aria-hidden />
            <span>{contact.name === '' ? t('timeline.noName') : contact.name}</span>
            {card !== undefined && (
              <a href={attachmentAddress(interaction.id, card.n)} download={card.name}>
                {t('chat.download')}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}
