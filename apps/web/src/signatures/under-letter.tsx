import { UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '../shell/session.js';
import css from './under-letter.module.css';
import { underQuery } from './queries.js';

interface Props {
  channelId: string | null;
  signed: boolean;
  onSigned: (signed: boolean) => void;
}

/** What will stand under the letter, and the way to leave it out of this one. */
export function UnderLetter({ channelId, signed, onSigned }: Props) {
  const { t } = useTranslation();
  const { data } = useQuery({ ...underQuery(channelId), enabled: useMay('clients.write') });
  const text = data?.signature?.text;
  if (text === undefined) return null;
  const [first = ''] = text.split('\n');
  return (
    <div className={css.under} data-off={!signed || undefined}>
      {signed ? (
        <details>
          <summary aria-label={t('composer.signature', { text: first })}>
            <span aria-hidden>--</span> <span dir="auto">{first}</span>
          </summary>
          <p dir="auto">{text.slice(first.length + 1)}</p>
        </details>
      ) : (
        <span className={css.none}>{t('composer.unsigned')}</span>
      )}
      <UnstyledButton className={css.toggle} onClick={() => onSigned(!signed)}>
        {t(signed ? 'composer.leaveOut' : 'composer.putUnder')}
      </UnstyledButton>
    </div>
  );
}
