import { UnstyledButton } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Address } from '../timeline/participants.js';
import type { Thread } from './addressing.js';
import { speakFully } from '../i18n/i18n.js';
import { Choice } from './choice.js';
import css from './composer.module.css';

const UndeliverableLine = lazy(async () => {
  await speakFully();
  return { default: (await import('./undeliverable-line.js')).UndeliverableLine };
});

export interface EnvelopeChoice {
  channelId: string | null;
  contactPointId: string | null;
}

interface Props {
  addresses: readonly Schemas['ContactPoint'][];
  mailboxes: readonly Schemas['Channel'][];
  recipient: Schemas['ContactPoint'] | null;
  channelId: string | null;
  subject: string;
  thread: Thread | null;
  onChoice: (to: Partial<EnvelopeChoice>) => void;
  onSubject: (subject: string) => void;
  onNewThread: (() => void) | undefined;
}

/** To whom, from which mailbox, about what: one line when answering, a field for the subject when beginning. */
export function Envelope({
  addresses,
  mailboxes,
  recipient,
  channelId,
  subject,
  thread,
  onChoice,
  onSubject,
  onNewThread,
}: Props) {
  const { t } = useTranslation();
  const [changing, setChanging] = useState(false);
  const mailbox = mailboxes.find((each) => each.id === channelId);
  return (
    <div className={css.envelope}>
      <div className={css.line}>
        <span className={css.label}>{t('timeline.to')}</span>
        <Choice
          shown={
            recipient === null ? t('composer.noAddress') : <Address value={recipient.value} masked={recipient.masked} />
          }
          items={addresses.map((point) => ({
            id: point.id,
            label: <Address value={point.value} masked={point.masked} />,
            about: point.label,
          }))}
          onChoose={(contactPointId) => onChoice({ contactPointId })}
        />
        <span className={css.label}>{t('composer.from')}</span>
        <Choice
          shown={mailbox?.address ?? (mailboxes.length === 0 ? t('composer.noMailbox') : t('composer.usualMailbox'))}
          items={mailboxes.map((each) => ({ id: each.id, label: each.address, about: each.name }))}
          onChoose={(to) => onChoice({ channelId: to })}
        />
      </div>
      <Suspense>{recipient?.undeliverable != null && <UndeliverableLine {...recipient.undeliverable} />}</Suspense>
      {thread === null || changing ? (
        <input
          className={css.subject}
          value={subject}
          maxLength={500}
          placeholder={t('composer.subject')}
          aria-label={t('composer.subject')}
          autoFocus={changing}
          onChange={(event) => onSubject(event.currentTarget.value)}
        />
      ) : (
        <div className={css.line}>
          <span className={css.about} title={subject}>
            {subject === '' ? t('timeline.noSubject') : subject}
          </span>
          <UnstyledButton
            className={css.small}
            onClick={() => setChanging(true)}
            aria-label={t('composer.changeSubject')}
          >
            <IconPencil size={13} aria-hidden />
          </UnstyledButton>
          {onNewThread !== undefined && (
            <UnstyledButton className={css.small} onClick={onNewThread}>
              {t('composer.newThread')}
            </UnstyledButton>
          )}
        </div>
      )}
    </div>
  );
}
