import { useTranslation } from 'react-i18next';
import { SettingsFrame } from '../settings/settings-frame.js';
import { Choices } from './choices.js';
import { Devices } from './devices.js';

/** Of what I am told, how, and where. */
export function NotificationsPage() {
  const { t } = useTranslation();
  return (
    <SettingsFrame title={t('settings.title.notifications')}>
      <Choices />
      <Devices />
    </SettingsFrame>
  );
}
