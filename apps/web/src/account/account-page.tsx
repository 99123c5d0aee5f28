import '../shell/mantine-dialog-css.js';
import '../shell/mantine-field-css.js';
import { useTranslation } from 'react-i18next';
import { MyWorkMailbox } from '../forwarding/work-mailbox.js';
import { MyTokens } from '../integrations/my-tokens.js';
import { SettingsBack } from '../settings/settings-back.js';
import page from '../shell/page.module.css';
import { MailPrograms } from './mail-programs.js';
import { MySessions } from './my-sessions.js';
import { Passkeys } from './passkeys.js';
import { PasswordForm } from './password-form.js';
import { Profile } from './profile.js';
import { SecondFactor } from './second-factor.js';

/** My account: who I am here, how I get in, and where I am signed in. */
export function AccountPage() {
  const { t } = useTranslation();
  return (
    <section className={page.page}>
      <header className={page.head}>
        <SettingsBack />
        <h1>{t('account.title')}</h1>
      </header>
      <div className={page.scroll}>
        <Profile />
        <PasswordForm />
        <SecondFactor />
        <Passkeys />
        <MyWorkMailbox />
        <MySessions />
        <MailPrograms />
        <MyTokens />
      </div>
    </section>
  );
}
