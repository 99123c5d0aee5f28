import {
  IconFile,
  IconFileSpreadsheet,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconPhoto,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { sizeText } from '../i18n/moment.js';
import css from './attachments.module.css';

export const attachmentAddress = (interactionId: string, n: number) =>
  `/api/v1/interactions/${interactionId}/attachments/${n}`;

export function fileIcon(type: string, name: string): Icon {
  if (type.startsWith('image/')) return IconPhoto;
  if (type === 'application/pdf') return IconFileTypePdf;
  if (/zip|rar|7z|tar|gzip/.test(type)) return IconFileZip;
  if (/spreadsheet|excel|csv/.test(type) || /\.(xlsx?|ods|csv)$/i.test(name)) return IconFileSpreadsheet;
  if (/word|text|opendocument/.test(type) || /\.(docx?|odt|rtf|txt)$/i.test(name)) return IconFileText;
  return IconFile;
}

/** Files of a letter: name, size, and a click to download. Pictures that the letter shows inside itself are not listed. */
export function Attachments({ interaction }: { interaction: Schemas['Interaction'] }) {
  const { t, i18n } = useTranslation();
  const listed = interaction.attachments.filter((file) => !file.inline);
  if (listed.length === 0) return null;
  return (
    <ul className={css.files} aria-label={t('timeline.attachments', { count: listed.length })}>
      {listed.map((file) => {
        const FileSign = fileIcon(file.type, file.name);
        return (
          <li key={file.n}>
            <a
              className={css.file}
              href={attachmentAddress(interaction.id, file.n)}
              download={file.name}
              title={file.name}
            >
              <FileSign size={18} stroke={1.6} aria-hidden />
              <span className={css.name}>{file.name || t('timeline.noName')}</span>
              <span className={css.size}>{sizeText(file.size, i18n.language)}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
