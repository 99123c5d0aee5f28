import { IconArrowForwardUp, IconDeviceMobile, IconTrash, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../i18n/moment.js';
import { findText } from '../i18n/words.js';
import { MediumIcon } from '../shell/medium-icon.js';
import { DeliveryState } from '../timeline/delivery.js';
import { Flags } from '../timeline/flags.js';
import { Acts } from './acts.js';
import { authorOf } from './author.js';
import css from './chat.module.css';
import { Content } from './content.js';
import type { Interaction, Message } from './message.js';
import { Quoted } from './quoted.js';
import { Reactions } from './reactions.js';
import { useTalk } from './talk.js';
import { DeliveryTrouble } from './delivery-trouble.js';
import { useLongPress } from './use-long-press.js';

interface Props {
  interaction: Interaction;
  /** The same person goes on speaking: the name is not said again. */
  follows: boolean;
  /** Between letters and calls the medium is shown, in a chat it is known. */
  withMedium: boolean;
}

/** Of a message whose facts are not there: its words are shown all the same. */
const bare: Message = {
  ...{ kind: 'text', sentBy: 'client', origin: 'live', author: null, group: null, quotes: null, forwarded: false },
  ...{ location: null, contacts: [], poll: null, providerType: null, template: null, edited: null, revoked: null },
  ...{ reactions: [], media: null, may: { edit: false, revoke: false, react: false, quote: false } },
};

/** A message: a bubble on its speaker's side, with everything that happened to it. */
export function Bubble(props: Props) {
  return <Told {...props} message={props.interaction.message ?? bare} />;
}

function Told({ interaction, message, follows, withMedium }: Props & { message: Message }) {
  const { t } = useTranslation();
  const { answer } = useTalk();
  const [menu, setMenu] = useState(false);
  const press = useLongPress(() => setMenu(true));
  const ours = interaction.direction === 'outbound';
  const name = useName(interaction, message);
  if (message.kind === 'notice' || message.kind === 'call') {
    return (
      <article className={css.notice} data-interaction={interaction.id}>
        {message.kind === 'call' ? t('chat.kind.call') : interaction.text || t('chat.kind.notice')}{' '}
        <Moment at={interaction.occurredAt} as="inDay" />
      </article>
    );
  }
  return (
    <div className={css.row} data-ours={ours || undefined} data-follows={follows || undefined}>
      <article
        className={css.bubble}
        data-interaction={interaction.id}
        data-kind={message.kind}
        data-revoked={message.revoked !== null || undefined}
        aria-label={t('chat.messageOf', { name })}
        tabIndex={-1}
        {...press}
      >
        {follows ? (
          <span className={css.unseen}>{name}</span>
        ) : (
          <header className={css.head}>
            {withMedium && <MediumIcon medium={interaction.medium} size={13} />}
            <b>{name}</b>
            {message.group !== null && (
              <span className={css.group}>
                <IconUsersGroup size={13} aria-hidden /> {message.group.name || t('chat.group')}
              </span>
            )}
          </header>
        )}
        {message.sentBy === 'holder' && (
          <p className={css.outside} title={t('chat.outsideAbout')}>
            <IconDeviceMobile size={13} aria-hidden /> {t('chat.outside')}
          </p>
        )}
        {message.forwarded && (
          <p className={css.mark}>
            <IconArrowForwardUp size={13} aria-hidden /> {t('chat.forwarded')}
          </p>
        )}
        {message.template !== null && <p className={css.mark}>{t('chat.template', { name: message.template })}</p>}
        {message.quotes !== null && <Quoted quotes={message.quotes} clientName={t('chat.client')} />}
        <Flags interaction={withoutOutside(interaction)} />
        <div className={css.said}>
          <Content interaction={interaction} message={message} />
        </div>
        {message.revoked !== null && (
          <p className={css.revoked}>
            <IconTrash size={13} aria-hidden />
            {t(message.revoked.by === 'us' ? 'chat.revokedByUs' : 'chat.revokedByClient')}{' '}
            <Moment at={message.revoked.at} as="clock" />
          </p>
        )}
        <footer className={css.foot}>
          {message.edited !== null && <Edited edited={message.edited} />}
          <Moment at={interaction.occurredAt} as="clock" />
          {ours && message.sentBy !== 'holder' && (
            <DeliveryState status={interaction.status} about={findText(t, `chat.about.${interaction.status}`)} />
          )}
        </footer>
        {ours && <DeliveryTrouble interaction={interaction} mayWrite={answer !== null} />}
        <Reactions interaction={interaction} message={message} mayWrite={answer !== null} />
      </article>
      <Acts interaction={interaction} message={message} open={menu} onOpen={setMenu} />
    </div>
  );
}

/** The mark stands on the bubble already, in words. */
const withoutOutside = (interaction: Interaction): Interaction => ({
  ...interaction,
  flags: interaction.flags.filter((flag) => flag !== 'outside-gateway'),
});

function useName(interaction: Interaction, message: Message): string {
  const { t } = useTranslation();
  const { clientName } = useTalk();
  if (interaction.direction === 'outbound') {
    return interaction.employee?.name ?? t(message.sentBy === 'holder' ? 'chat.holder' : 'chat.we');
  }
  return authorOf(message, interaction.participants.from, clientName) || t('chat.client');
}

/** That it was changed; what it said before stands below on demand. */
function Edited({ edited }: { edited: NonNullable<Message['edited']> }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (edited.before.length === 0) return <span>{t('chat.edited')}</span>;
  return (
    <>
      {open && (
        <ol className={css.before} aria-label={t('chat.before')}>
          {edited.before.map((text, index) => (
            <li key={index}>{text}</li>
          ))}
        </ol>
      )}
      <button type="button" className={css.editedMark} aria-expanded={open} onClick={() => setOpen(!open)}>
        {t(open ? 'chat.hideBefore' : 'chat.editedShow')}
      </button>
    </>
  );
}
