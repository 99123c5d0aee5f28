import { useTranslation } from 'react-i18next';
import { HolidaysSection } from '../hours/holidays-section.js';
import { SettingsFrame } from '../settings/settings-frame.js';
import { useMay } from '../shell/session.js';
import { AbsencesSection } from './absences-section.js';
import { BoardSection } from './board-section.js';
import { HoursSection } from './hours-section.js';
import { TeamsSection } from './teams-section.js';

/** When the company is there for those who write, and whom what they wrote finds. */
export function RoutingPage() {
  const { t } = useTranslation();
  const mayAssign = useMay('clients.assign');
  const mayRead = useMay('channels.read');
  const mayWrite = useMay('clients.write');
  return (
    <SettingsFrame title={t('settings.title.routing')}>
      {mayAssign && <BoardSection />}
      <TeamsSection />
      {mayRead && <HoursSection />}
      {mayRead && <HolidaysSection />}
      {mayWrite && <AbsencesSection />}
    </SettingsFrame>
  );
}
