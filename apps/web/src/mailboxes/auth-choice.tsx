import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MailboxForm } from './mailbox-form.js';
import type { OauthProvider } from './presets.js';

const providers: readonly OauthProvider[] = ['google', 'microsoft', 'other'];

/** A password, or signing in at one of the providers. */
export function AuthChoice({ form, onChange }: { form: MailboxForm; onChange: (to: Partial<MailboxForm>) => void }) {
  const { t } = useTranslation();
  const choose = (value: string) => {
    const provider = providers.find((each) => each === value);
    onChange(
      provider === undefined
        ? { auth: 'password', consentId: null }
        : { auth: 'oauth', provider, ...(provider === form.provider ? {} : { consentId: null }) },
    );
  };
  return (
    <NativeSelect
      label={t('mailSignIn.how')}
      data={[
        { value: 'password', label: t('mailSignIn.byPassword') },
        ...providers.map((provider) => ({
          value: provider,
          label: t('mailSignIn.byProvider', { name: t(`mailSignIn.provider.${provider}`) }),
        })),
      ]}
      value={form.auth === 'oauth' ? form.provider : 'password'}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}
