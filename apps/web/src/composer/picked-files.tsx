import { ActionIcon } from '@mantine/core';
import { IconRefresh, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { sizeText } from '../i18n/moment.js';
import { codeText } from '../i18n/words.js';
import { fileIcon } from '../timeline/attachments.js';
import css from './composer.module.css';
import type { PickedFile } from './use-files.js';

interface Props {
  files: readonly PickedFile[];
  onAgain: (key: string) => void;
  onRemove: (key: string) => void;
}

export function PickedFiles({ files, onAgain, onRemove }: Props) {
  const { t, i18n } = useTranslation();
  if (files.length === 0) return null;
  return (
    <ul className={css.files}>
      {files.map((file) => {
        const FileSign = fileIcon(file.type, file.name);
        return (
          <li
            key={file.key}
            data-failed={file.code !== null || undefined}
            title={file.code === null ? file.name : codeText(t, file.code)}
          >
            <FileSign size={15} stroke={1.7} aria-hidden />
            <span className={css.fileName}>{file.name}</span>
            <span className={css.fileSize} role="status">
              {file.code !== null
                ? t('composer.fileFailed')
                : file.uploaded === null
                  ? `${Math.round(file.share * 100)} %`
                  : sizeText(file.size, i18n.language)}
            </span>
            {file.code !== null && (
              <ActionIcon size="xs" variant="subtle" aria-label={t('act.retry')} onClick={() => onAgain(file.key)}>
                <IconRefresh size={13} aria-hidden />
              </ActionIcon>
            )}
            <ActionIcon
              size="xs"
              variant="subtle"
              color="gray"
              aria-label={t('composer.removeFile', { name: file.name })}
              onClick={() => onRemove(file.key)}
            >
              <IconX size={13} aria-hidden />
            </ActionIcon>
            {file.uploaded === null && file.code === null && <i style={{ width: `${file.share * 100}%` }} />}
          </li>
        );
      })}
    </ul>
  );
}
