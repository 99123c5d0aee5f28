import { Button, Skeleton } from '@mantine/core';
import { IconArrowsDiagonal, IconArrowsDiagonalMinimize2, IconPhoto } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { bodyQuery } from '../api/queries.js';
import { Trouble } from '../shell/trouble.js';
import { attachmentAddress } from './attachments.js';
import { dataAddress } from './data-address.js';
import css from './formatted-letter.module.css';
import { frameSandbox } from './frame-document.js';
import { showLetter } from './letter-html.js';

/** Larger pictures stay attachments: each is held twice in memory, as bytes and as text. */
const largestInline = 4_000_000;

const bare = (contentId: string) => contentId.replace(/^<|>$/g, '');

/**
 * A letter as its sender laid it out, in a frame that runs nothing. Its height is ours: a frame without scripts and
 * without an origin cannot tell how tall its page is, so it scrolls, can be drawn taller, or takes the window.
 */
export default function FormattedLetter({ interaction }: { interaction: Schemas['Interaction'] }) {
  const { t } = useTranslation();
  const [remoteImages, setRemoteImages] = useState(false);
  const [tall, setTall] = useState(false);
  const body = useQuery(bodyQuery(interaction.id));
  const html = body.data?.html ?? '';
  const quotedWord = t('timeline.quoted');
  const wanted = useMemo(
    () => new Set(showLetter(html, { remoteImages: false, inlined: new Map(), quotedWord }).contentIds),
    [html, quotedWord],
  );
  const inline = useMemo(
    () =>
      interaction.attachments.filter(
        (file) =>
          file.contentId !== null &&
          wanted.has(bare(file.contentId)) &&
          file.size <= largestInline &&
          file.type.startsWith('image/'),
      ),
    [interaction.attachments, wanted],
  );
  const pictures = useQueries({
    queries: inline.map((file) => ({
      queryKey: ['inline', interaction.id, file.n],
      queryFn: () => dataAddress(attachmentAddress(interaction.id, file.n)),
      staleTime: Infinity,
    })),
    combine: (results) => results.map((result) => result.data ?? null),
  });
  const shown = useMemo(() => {
    const inlined = new Map<string, string>();
    for (const [index, file] of inline.entries()) {
      const data = pictures[index];
      if (file.contentId !== null && data != null) inlined.set(bare(file.contentId), data);
    }
    return showLetter(html, { remoteImages, inlined, quotedWord });
  }, [html, remoteImages, inline, pictures, quotedWord]);

  if (body.isPending) return <Skeleton height="12rem" radius="sm" />;
  if (body.isError) return <Trouble error={body.error} onRetry={() => void body.refetch()} />;
  return (
    <div className={css.letter}>
      <div className={css.bar}>
        {shown.remoteImages > 0 && !remoteImages && (
          <span className={css.notice}>
            <IconPhoto size={15} aria-hidden />
            {t('timeline.imagesHeld', { count: shown.remoteImages })}
            <Button size="compact-xs" variant="subtle" onClick={() => setRemoteImages(true)}>
              {t('timeline.showImages')}
            </Button>
          </span>
        )}
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          ml="auto"
          aria-pressed={tall}
          leftSection={
            tall ? <IconArrowsDiagonalMinimize2 size={14} aria-hidden /> : <IconArrowsDiagonal size={14} aria-hidden />
          }
          onClick={() => setTall(!tall)}
        >
          {tall ? t('timeline.lower') : t('timeline.taller')}
        </Button>
      </div>
      <div className={css.frame} data-tall={tall || undefined}>
        <iframe
          title={t('timeline.frameTitle', { subject: interaction.subject || t('timeline.noSubject') })}
          sandbox={frameSandbox}
          srcDoc={shown.document}
          referrerPolicy="no-referrer"
        />
      </div>
    </div>
  );
}
