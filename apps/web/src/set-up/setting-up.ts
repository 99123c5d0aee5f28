import { useMe } from '../shell/session.js';

/** Whether the first steps of the company are this person's, and not yet put away. */
export function useSettingUp(): boolean {
  const { company, rights, viewedBy } = useMe();
  return company.settingUp && viewedBy === null && rights.includes('company.manage');
}
