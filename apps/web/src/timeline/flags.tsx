import { IconArchive, IconFlag } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { codeText, findText } from '../i18n/words.js';
import css from './letter.module.css';

/** What is odd about a letter, each with a word and the reason on hover; a flag of a later server is shown by its name. */
export function Flags({ interaction }: { interaction: Schemas['Interaction'] }) {
  const { t } = useTranslation();
  const { flags, problem, reading } = interaction;
  return (
    <>
      {flags.length > 0 && (
        <ul className={css.flags}>
          {flags.map((flag) => (
            <li key={flag} title={findText(t, `flag.${flag}.about`) ?? flag}>
              <IconFlag size={12} aria-hidden /> {findText(t, `flag.${flag}.name`) ?? flag}
            </li>
          ))}
        </ul>
      )}
      {(problem !== null || reading === 'failed') && (
        <p className={css.problem}>
          <IconArchive size={16} aria-hidden />
          <span>
            <b>{t('timeline.keptRaw')}</b> {codeText(t, problem ?? 'letter.unreadable')}
          </span>
        </p>
      )}
    </>
  );
}
