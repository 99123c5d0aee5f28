import { Link } from '@tanstack/react-router';
import { IconNote, IconPaperclip } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Gist, isCall } from '../calls/gist.js';
import { Moment } from '../i18n/moment.js';
import { MediumIcon } from '../shell/medium-icon.js';
import { MarkedText } from './marked-text.js';
import css from './search.module.css';

/** One thing that was found; it opens at its place on the timeline. */
export function FoundRow({ item }: { item: Schemas['FoundInteraction'] }) {
  const { t } = useTranslation();
  return (
    <li>
      <Link
        to="/clients/$clientId"
        params={{ clientId: item.client.id }}
        search={{ entry: item.interactionId }}
        data-result=""
      >
        {item.kind === 'note' ? <IconNote size={17} stroke={1.7} aria-hidden /> : <MediumIcon medium={item.medium} />}
        <span>
          <b>
            {isCall(item.kind) ? (
              <Gist direction={item.direction} kind={item.kind} call={item.call} />
            ) : item.subject !== '' ? (
              <MarkedText text={item.subject} marks={item.subjectMarks} />
            ) : (
              item.client.name
            )}
          </b>
          {item.snippet !== '' && (
            <span className={css.piece}>
              <MarkedText text={item.snippet} marks={item.snippetMarks} />
            </span>
          )}
          {item.files.length > 0 && (
            <small className={css.files}>
              <IconPaperclip size={13} stroke={1.7} aria-hidden />
              {t('search.inFiles', { names: item.files.join(', ') })}
            </small>
          )}
          {item.inFiles.map((file) => (
            <span key={file.n} className={css.inFile}>
              <IconPaperclip size={13} stroke={1.7} aria-hidden />
              <b>{t('search.inFile', { name: file.name || t('timeline.noName') })}</b>{' '}
              <MarkedText text={file.snippet} marks={file.snippetMarks} />
            </span>
          ))}
          <small>{item.client.name}</small>
        </span>
        <Moment at={item.occurredAt} />
      </Link>
    </li>
  );
}
