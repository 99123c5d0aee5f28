import { useTranslation } from 'react-i18next';
import { SettingsFrame } from '../settings/settings-frame.js';
import { HoursSection } from './hours-section.js';

/** When the company is there for those who write, and whom what they wrote finds. */
export function RoutingPage() {
  const { t } = useTranslation();
  return (
    <SettingsFrame title={t('settings.title.routing')}>
      <HoursSection />
    </SettingsFrame>
  );
}
