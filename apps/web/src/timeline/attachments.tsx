import {
  IconClockHour4,
  IconFile,
  IconFileSpreadsheet,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconPhoto,
  IconShieldX,
  type Icon,
} from '@tabler/icons-react';
import { createElement, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { FileViewer, HeldFile } from '../files/lazy.js';
import { viewableAs } from '../files/viewable.js';
import { sizeText } from '../i18n/moment.js';
import css from './attachments.module.css';

export const attachmentAddress = (interactionId: string, n: number) =>
  `/api/v1/interactions/${interactionId}/attachments/${n}`;

/** What the reading calls a part without a name. */
const nameless: ReadonlySet<string> = new Set(['', 'attachment']);

export function fileIcon(type: string, name: string): Icon {
  if (type.startsWith('image/')) return IconPhoto;
  if (type === 'application/pdf') return IconFileTypePdf;
  if (/zip|rar|7z|tar|gzip/.test(type)) return IconFileZip;
  if (/spreadsheet|excel|csv/.test(type) || /\.(xlsx?|ods|csv)$/i.test(name)) return IconFileSpreadsheet;
  if (/word|text|opendocument/.test(type) || /\.(docx?|odt|rtf|txt)$/i.test(name)) return IconFileText;
  return IconFile;
}

/** Files of a letter: a click looks at what can be looked at here, and downloads the rest. Pictures that the letter shows inside itself are not listed. */
export function Attachments({ interaction }: { interaction: Schemas['Interaction'] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<number | null>(null);
  const [held, setHeld] = useState<Schemas['Attachment'] | null>(null);
  const listed = interaction.attachments.filter((file) => !file.inline);
  if (listed.length === 0) return null;
  const shown = listed
    .filter((file) => !file.held && viewableAs(file) !== null)
    .map((file) => ({ ...file, interactionId: interaction.id }));
  return (
    <>
      <ul className={css.files} aria-label={t('timeline.attachments', { count: listed.length })}>
        {listed.map((file) => {
          const at = shown.findIndex(({ n }) => n === file.n);
          return (
            <li key={file.n}>
              {file.held ? (
                <button
                  type="button"
                  className={css.file}
                  data-harmful={file.scan === 'infected' || undefined}
                  title={file.name}
                  onClick={() => setHeld(file)}
                >
                  <FileFacts file={file} />
                </button>
              ) : (
                <a
                  className={css.file}
                  href={attachmentAddress(interaction.id, file.n)}
                  download={file.name}
                  title={file.name}
                  onClick={(event) => {
                    // With a key held down a browser does what it always does with a link.
                    if (at === -1 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
                    event.preventDefault();
                    setOpen(at);
                  }}
                >
                  <FileFacts file={file} />
                </a>
              )}
            </li>
          );
        })}
      </ul>
      <Suspense fallback={null}>
        {open !== null && <FileViewer files={shown} startAt={open} onClose={() => setOpen(null)} />}
        {held !== null && <HeldFile interactionId={interaction.id} file={held} onClose={() => setHeld(null)} />}
      </Suspense>
    </>
  );
}

function FileFacts({ file }: { file: Schemas['Attachment'] }) {
  const { t, i18n } = useTranslation();
  const sign = file.scan === 'infected' ? IconShieldX : file.held ? IconClockHour4 : fileIcon(file.type, file.name);
  return (
    <>
      {createElement(sign, { size: 18, stroke: 1.6, 'aria-hidden': true })}
      <span className={css.name}>{nameless.has(file.name) ? t('timeline.noName') : file.name}</span>
      <span className={css.size}>
        {file.scan === 'infected'
          ? t('timeline.fileHarmful')
          : file.held
            ? t('timeline.fileUnchecked')
            : sizeText(file.size, i18n.language)}
      </span>
    </>
  );
}
