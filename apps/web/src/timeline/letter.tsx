import '@mantine/core/styles/Menu.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import { ActionIcon, Button, Menu, Skeleton, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconDots, IconDownload, IconPaperclip } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { interactionQuery } from '../api/queries.js';
import { ForwardedTo } from '../forwarding/forwarded-to.js';
import { Moment, sizeText } from '../i18n/moment.js';
import { Person } from '../shell/person.js';
import { useMay } from '../shell/session.js';
import { Attachments } from './attachments.js';
import { Deliveries, DeliveryState, isTrouble } from './delivery.js';
import { Flags } from './flags.js';
import css from './letter.module.css';
import { nameOf, Participants } from './participants.js';
import { PlainLetter } from './plain-letter.js';
import { hasClosedPack } from './wordless.js';

const FormattedLetter = lazy(() => import('./formatted-letter.js'));

interface Props {
  interaction: Schemas['Interaction'];
  open: boolean;
  onToggle: () => void;
  /** On a card, where letters of several conversations stand together. */
  withSubject: boolean;
}

/** A letter as a sheet that folds to one line. */
export function Letter({ interaction, open, onToggle, withSubject }: Props) {
  const { t } = useTranslation();
  const [formatted, setFormatted] = useState(false);
  const [details, setDetails] = useState(false);
  const ours = interaction.direction !== 'inbound';
  const sender = interaction.employee?.name ?? nameOf(interaction.participants.from[0]);
  const name = sender === '' ? t('timeline.unknownSender') : sender;
  const recipients = interaction.participants.to.map(nameOf).join(', ');
  const files = interaction.attachments.filter((file) => !file.inline).length;
  const trouble = interaction.deliveries.filter((each) => isTrouble(each.state));
  const headline = (
    <>
      <Person name={name} size={open ? 30 : 22} />
      <span className={css.heading}>
        <span className={css.name}>{name}</span>
        {open ? (
          <span className={css.recipients}>
            {recipients === '' ? t('timeline.noRecipients') : t('timeline.toWhom', { who: recipients })}
          </span>
        ) : (
          <span className={css.snippet}>
            {interaction.text === null
              ? interaction.subject
              : interaction.text.trim().slice(0, 240) || t('timeline.noText')}
          </span>
        )}
      </span>
      {!open && files > 0 && (
        <IconPaperclip size={14} className={css.clip} aria-label={t('timeline.attachments', { count: files })} />
      )}
      {ours && <DeliveryState status={interaction.status} />}
      <Moment at={interaction.occurredAt} as="inDay" className={css.time} />
    </>
  );
  return (
    <article
      className={css.sheet}
      data-ours={ours || undefined}
      data-open={open || undefined}
      aria-label={`${name}: ${interaction.subject}`}
    >
      <header className={css.head}>
        <UnstyledButton className={css.fold} onClick={onToggle} aria-expanded={open}>
          {headline}
        </UnstyledButton>
        {open && <LetterMenu interaction={interaction} />}
      </header>
      {open && (
        <div className={css.body}>
          {withSubject && <h3 className={css.subject}>{interaction.subject || t('timeline.noSubject')}</h3>}
          <Flags interaction={interaction} />
          {formatted ? (
            <Suspense fallback={<Skeleton height="12rem" />}>
              <FormattedLetter interaction={interaction} />
            </Suspense>
          ) : (
            <PlainLetter interaction={interaction} />
          )}
          <Attachments interaction={interaction} />
          {hasClosedPack(interaction.attachments) && <p className={css.beside}>{t('timeline.outlookPack')}</p>}
          <ForwardedTo deliveries={interaction.deliveries} />
          {trouble.length > 0 && (
            <div className={css.trouble}>
              <Deliveries deliveries={trouble} />
            </div>
          )}
          <footer className={css.foot}>
            {interaction.hasHtml && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                aria-pressed={formatted}
                onClick={() => setFormatted(!formatted)}
              >
                {formatted ? t('timeline.asText') : t('timeline.asSent')}
              </Button>
            )}
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              aria-expanded={details}
              onClick={() => setDetails(!details)}
            >
              {details ? t('timeline.hideDetails') : t('timeline.details')}
            </Button>
          </footer>
          {details && (
            <div className={css.details}>
              <Participants participants={interaction.participants} />
              {interaction.deliveries.length > 0 && <Deliveries deliveries={interaction.deliveries} />}
            </div>
          )}
        </div>
      )}
    </article>
  );
}

function LetterMenu({ interaction }: { interaction: Schemas['Interaction'] }) {
  const { t, i18n } = useTranslation();
  const mayKeep = useMay('evidence.read');
  const [opened, setOpened] = useState(false);
  const { data: whole } = useQuery({ ...interactionQuery(interaction.id), enabled: opened && mayKeep });
  if (!mayKeep) return null;
  return (
    <Menu position="bottom-end" width={280} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('timeline.letterMenu')}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          component="a"
          href={`/api/v1/interactions/${interaction.id}/evidence`}
          leftSection={<IconDownload size={15} aria-hidden />}
          rightSection={sizeText(interaction.evidenceSize, i18n.language)}
        >
          {t('timeline.original')}
        </Menu.Item>
        <Menu.Label>
          {t('timeline.journalEntry', { seq: whole?.journalSeq ?? '…' })}
          <br />
          <span className={css.hash}>SHA-256 {interaction.evidenceSha256}</span>
        </Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
