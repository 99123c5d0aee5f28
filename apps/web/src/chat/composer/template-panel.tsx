import '@mantine/core/styles/Input.layer.css';
import { Button, TextInput } from '@mantine/core';
import { IconArrowLeft, IconSearch, IconSend2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RowsSkeleton } from '../../shell/rows-skeleton.js';
import { Trouble } from '../../shell/trouble.js';
import { templatesQuery, type Template } from '../requests.js';
import { Words } from '../words.js';
import css from './chat-composer.module.css';
import { filled, templatesFor } from './template-text.js';

export interface FilledTemplate {
  name: string;
  language: string;
  header: string[];
  body: string[];
  /** What the client will read. */
  text: string;
}

interface Props {
  channelId: string;
  onSend: (template: FilledTemplate) => void;
  onClose: () => void;
}

const searchFrom = 6;

/** A message that WhatsApp has approved beforehand: chosen, its blanks filled in, seen as the client will see it, sent. */
export function TemplatePanel({ channelId, onSend, onClose }: Props) {
  const { t } = useTranslation();
  const { data, isPending, isError, error, refetch } = useQuery(templatesQuery(channelId));
  const [wanted, setWanted] = useState('');
  const [chosen, setChosen] = useState<Template | null>(null);
  if (chosen !== null) return <Blanks template={chosen} onSend={onSend} onBack={() => setChosen(null)} />;
  const templates = templatesFor(data?.items ?? [], wanted);
  const approved = templatesFor(data?.items ?? [], '').length;
  return (
    <section className={css.panel} aria-label={t('chat.templates')}>
      <header className={css.panelHead}>
        <b>{t('chat.templates')}</b>
        <Button size="compact-xs" variant="subtle" color="gray" autoFocus onClick={onClose}>
          {t('act.cancel')}
        </Button>
      </header>
      {isPending ? (
        <RowsSkeleton rows={3} height={30} />
      ) : isError ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : approved === 0 ? (
        <p className={css.nothing}>{t('chat.noTemplates')}</p>
      ) : (
        <>
          {approved >= searchFrom && (
            <TextInput
              size="xs"
              autoFocus
              leftSection={<IconSearch size={14} aria-hidden />}
              placeholder={t('chat.findTemplate')}
              aria-label={t('chat.findTemplate')}
              value={wanted}
              onChange={(event) => setWanted(event.currentTarget.value)}
            />
          )}
          {templates.length === 0 && <p className={css.nothing}>{t('chat.noSuchTemplate')}</p>}
          <ul className={css.templates}>
            {templates.map((template, index) => (
              <li key={`${template.name} ${template.language}`}>
                <button
                  type="button"
                  autoFocus={index === 0 && approved < searchFrom}
                  onClick={() => setChosen(template)}
                >
                  <b>
                    {template.name} <small>{template.language}</small>
                  </b>
                  <span>{template.body}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const blanks = (count: number): string[] => Array.from({ length: count }, () => '');

function Blanks({ template, onSend, onBack }: { template: Template; onSend: Props['onSend']; onBack: () => void }) {
  const { t } = useTranslation();
  const [header, setHeader] = useState(() => blanks(template.headerVariables));
  const [body, setBody] = useState(() => blanks(template.bodyVariables));
  const ready = [...header, ...body].every((value) => value.trim() !== '');
  const shown = [
    template.header === null ? '' : `*${filled(template.header, header)}*`,
    filled(template.body, body),
    template.footer === null ? '' : `_${template.footer}_`,
  ].filter(Boolean);
  const field = (
    values: readonly string[],
    index: number,
    set: (to: string[]) => void,
    label: string,
    example: string | undefined,
  ) => (
    <TextInput
      key={label}
      size="xs"
      label={label}
      maxLength={1_024}
      autoFocus={index === 0 && (values === header || header.length === 0)}
      placeholder={example === undefined ? '' : t('chat.forExample', { example })}
      value={values[index] ?? ''}
      onChange={(event) => set(values.map((value, at) => (at === index ? event.currentTarget.value : value)))}
    />
  );
  return (
    <form
      className={css.panel}
      aria-label={t('chat.templates')}
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        onSend({ name: template.name, language: template.language, header, body, text: shown.join('\n') });
      }}
    >
      <header className={css.panelHead}>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconArrowLeft size={14} aria-hidden />}
          onClick={onBack}
        >
          {t('chat.otherTemplate')}
        </Button>
        <b>{template.name}</b>
      </header>
      <div className={css.blanks}>
        {header.map((_, index) =>
          field(header, index, setHeader, t('chat.headerBlank', { number: index + 1 }), undefined),
        )}
        {body.map((_, index) =>
          field(body, index, setBody, t('chat.blank', { number: index + 1 }), template.examples[index]),
        )}
      </div>
      <div className={css.preview} aria-label={t('chat.preview')} aria-live="polite">
        <Words text={shown.join('\n\n')} />
        {template.buttons.length > 0 && (
          <ul>
            {template.buttons.map((button, index) => (
              <li key={index}>{button}</li>
            ))}
          </ul>
        )}
      </div>
      <footer className={css.panelFoot}>
        <Button size="xs" type="submit" disabled={!ready} leftSection={<IconSend2 size={16} aria-hidden />}>
          {t('composer.send')}
        </Button>
      </footer>
    </form>
  );
}
