import '@mantine/core/styles/Menu.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import composer from '../../composer/composer.module.css';
import { Choice } from '../../composer/choice.js';
import { findText } from '../../i18n/words.js';
import { useMay } from '../../shell/session.js';
import { Address } from '../../timeline/participants.js';
import type { Reach, ReachableNumber } from '../requests.js';
import css from './chat-composer.module.css';

interface Props {
  reach: Reach | undefined;
  number: ReachableNumber | null;
  client: Schemas['Client'];
  /** The message that is answered decides. */
  fixed: boolean;
  onChoose: (channelId: string) => void;
}

/** From which of our numbers, and to whom: by name, for the client's number is nobody's business here. */
export function NumberLine({ reach, number, client, fixed, onChoose }: Props) {
  const { t } = useTranslation();
  const mayManage = useMay('channels.manage');
  if (reach === undefined) return null;
  if (number === null) {
    const reachable = client.contactPoints.some(({ kind }) => kind !== 'email');
    return (
      <p className={css.closed} role="status">
        <IconAlertTriangle size={17} aria-hidden />
        <span>
          {t(reachable ? 'chat.noNumber' : 'chat.noClientNumber')}{' '}
          {reachable && mayManage && <Link to="/whatsapp">{t('chat.toNumbers')}</Link>}
        </span>
      </p>
    );
  }
  const point = client.contactPoints.find(({ id }) => id === number.contactPointId);
  return (
    <div className={composer.envelope}>
      <div className={composer.line}>
        <span className={composer.label}>{t('timeline.to')}</span>
        <span className={composer.fixed}>
          {point === undefined ? client.name : <Address value={point.value} masked={point.masked} />}
        </span>
        <span className={composer.label}>{t('composer.from')}</span>
        <Choice
          shown={number.name}
          items={fixed ? [] : reach.whatsapp.map((each) => ({ id: each.channelId, label: each.name, about: null }))}
          onChoose={onChoose}
        />
      </div>
      {!number.canSend && (
        <p className={css.notWell}>
          <IconAlertTriangle size={14} aria-hidden />
          {findText(t, `whatsapp.state.${number.state}`) ?? number.state}. {t('chat.waitsForNumber')}
        </p>
      )}
    </div>
  );
}
