import '../../shell/mantine-dialog-css.js';
import { Modal, Skeleton, UnstyledButton } from '@mantine/core';
import { IconDownload, IconLock, IconPaperclip } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { createElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment, sizeText } from '../../i18n/moment.js';
import { Empty } from '../../shell/empty.js';
import { ListEnd } from '../../shell/list-end.js';
import { MediumIcon } from '../../shell/medium-icon.js';
import { Trouble } from '../../shell/trouble.js';
import { attachmentAddress, fileIcon } from '../attachments.js';
import css from './files.module.css';
import { fileKinds, filesQuery, type CardFile, type FileKind } from './queries.js';

interface Props {
  clientId: string;
  onOpen: (interactionId: string) => void;
  onClose: () => void;
}

/** Files and pictures of a card, out of letters and chats alike; each leads to its entry. */
export function FilesDialog({ clientId, onOpen, onClose }: Props) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<FileKind | null>(null);
  const query = useInfiniteQuery(filesQuery(clientId, kind));
  const files = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Modal opened onClose={onClose} title={t('browse.files')} size="xl">
      <div className={css.kinds} role="group" aria-label={t('browse.fileKinds')}>
        {[null, ...fileKinds].map((each) => (
          <UnstyledButton
            key={each ?? 'all'}
            className={css.kind}
            aria-pressed={each === kind}
            onClick={() => setKind(each)}
          >
            {t(`browse.file.${each ?? 'all'}`)}
          </UnstyledButton>
        ))}
      </div>
      {query.isPending ? (
        <div className={css.grid} aria-busy aria-label={t('act.loading')}>
          {[1, 2, 3, 4, 5, 6].map((n) => (
            <Skeleton key={n} height="9rem" radius="md" />
          ))}
        </div>
      ) : query.isError && files.length === 0 ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : files.length === 0 && !query.hasNextPage ? (
        <Empty icon={IconPaperclip} title={t('browse.noFiles')} text={t('browse.noFilesText')} />
      ) : (
        <ul className={css.grid}>
          {files.map((file) => (
            <File key={`${file.interactionId} ${file.n}`} file={file} onOpen={() => onOpen(file.interactionId)} />
          ))}
          <ListEnd query={query} />
        </ul>
      )}
    </Modal>
  );
}

function File({ file, onOpen }: { file: CardFile; onOpen: () => void }) {
  const { t, i18n } = useTranslation();
  const { interactionId, n, name, size, medium, occurredAt, locked, held } = file;
  const shown = name || t('timeline.noName');
  const address = attachmentAddress(interactionId, n);
  return (
    <li className={css.file}>
      <UnstyledButton className={css.open} onClick={onOpen} aria-label={t('browse.openFile', { name: shown })}>
        <Preview file={file} address={address} />
      </UnstyledButton>
      <span className={css.name} title={shown} dir="auto">
        {shown}
      </span>
      <span className={css.facts}>
        <MediumIcon medium={medium} size={13} />
        <Moment at={occurredAt} />
        <span>{sizeText(size, i18n.language)}</span>
        {locked || held ? (
          <span title={t(locked ? 'browse.locked' : 'browse.held')}>
            <IconLock size={15} aria-label={t(locked ? 'browse.locked' : 'browse.held')} />
          </span>
        ) : (
          <a
            href={address}
            download={shown}
            aria-label={t('browse.downloadFile', { name: shown })}
            title={t('browse.downloadFile', { name: shown })}
          >
            <IconDownload size={15} aria-hidden />
          </a>
        )}
      </span>
    </li>
  );
}

/** What a browser shows by itself. Larger ones are looked at where they stand: there are no smaller copies. */
const pictures = /^image\/(jpeg|png|webp|gif)$/i;
const largestPreview = 6_000_000;

function Preview({ file, address }: { file: CardFile; address: string }) {
  const [broken, setBroken] = useState(false);
  if (!broken && !file.locked && !file.held && pictures.test(file.type) && file.size <= largestPreview)
    return <img src={address} alt="" loading="lazy" decoding="async" onError={() => setBroken(true)} />;
  return createElement(fileIcon(file.type, file.name), { size: 40, stroke: 1.2, 'aria-hidden': true });
}
