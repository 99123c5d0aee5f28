import { Button, Skeleton, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { bodyQuery } from '../api/queries.js';
import { useMay } from '../shell/session.js';
import css from './letter.module.css';
import { piecesOf, stretchesOf } from './plain-text.js';
import { whyWordless } from './wordless.js';

/** Plain text with its web addresses as links. */
export function Text({ text }: { text: string }) {
  return (
    <>
      {piecesOf(text).map((piece, index) =>
        'href' in piece ? (
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer">
            {piece.text}
          </a>
        ) : (
          <Fragment key={index}>{piece.text}</Fragment>
        ),
      )}
    </>
  );
}

function Quote({ text }: { text: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div className={css.quote}>
      <UnstyledButton className={css.quoteButton} aria-expanded={open} onClick={() => setOpen(!open)}>
        ⋯ {open ? t('timeline.hideQuoted') : t('timeline.quoted')}
      </UnstyledButton>
      {open && (
        <div className={css.quoted}>
          <Text text={text.replace(/^ {0,3}> ?/gm, '')} />
        </div>
      )}
    </div>
  );
}

/** There are letters without a word. Whoever does not believe it has the original, where they may have it and it harms nobody. */
function NoText({ interaction }: { interaction: Schemas['Interaction'] }) {
  const { t } = useTranslation();
  const { id, attachments } = interaction;
  const mayKeep = useMay('evidence.read') && !attachments.some(({ held }) => held);
  const why = whyWordless(interaction);
  if (why === 'shown') return <p className={css.nothing}>{t('timeline.wordless', { act: t('timeline.asSent') })}</p>;
  return (
    <p className={css.nothing}>
      {why === 'sealed' ? t('timeline.sealed') : t('timeline.noText')}
      {mayKeep && (
        <>
          {' '}
          <a href={`/api/v1/interactions/${id}/evidence`}>{t('timeline.original')}</a>
        </>
      )}
    </p>
  );
}

/** A letter's words, quotes of earlier letters folded away. The timeline has the beginning of a long one; whoever opens it gets the rest. */
export function PlainLetter({ interaction }: { interaction: Schemas['Interaction'] }) {
  const { t } = useTranslation();
  const body = useQuery({ ...bodyQuery(interaction.id), enabled: interaction.textCut });
  const text = (interaction.textCut ? body.data?.text : undefined) ?? interaction.text ?? '';
  const stretches = useMemo(() => stretchesOf(text), [text]);
  if (interaction.reading === 'waiting') {
    return (
      <div aria-label={t('timeline.beingRead')} title={t('timeline.beingRead')}>
        <Skeleton height={10} mb={8} width="80%" />
        <Skeleton height={10} width="55%" />
      </div>
    );
  }
  if (stretches.length === 0) return <NoText interaction={interaction} />;
  return (
    <div className={css.text} dir="auto">
      {stretches.map((stretch, index) =>
        stretch.quoted ? (
          <Quote key={index} text={stretch.text} />
        ) : (
          <div key={index} className={css.own}>
            <Text text={stretch.text} />
          </div>
        ),
      )}
      {interaction.textCut && body.isError && (
        <Button size="compact-xs" variant="light" mt="xs" loading={body.isFetching} onClick={() => void body.refetch()}>
          {t('timeline.showWhole')}
        </Button>
      )}
    </div>
  );
}
