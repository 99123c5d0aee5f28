import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import css from '../mailboxes/mailboxes.module.css';
import { CopyButton } from '../shell/copy-button.js';
import { newVerifyToken, type NumberForm } from './number-form.js';
import type { WhatsappNumber } from './queries.js';
import own from './whatsapp.module.css';

interface Props {
  form: NumberForm;
  /** null: a new number. */
  number: WhatsappNumber | null;
  onChange: (to: Partial<NumberForm>) => void;
}

/** What Meta's side gives us, and what it is given by us. */
export function CloudFields({ form, number, onChange }: Props) {
  const { t } = useTranslation();
  const kept = number?.hasSecrets;
  const webhookUrl = number?.webhookUrl ?? `${window.location.origin}/api/v1/whatsapp/webhook`;
  const stored = (is: boolean | undefined) => (is === true ? t('whatsapp.stored') : '');
  return (
    <>
      <p className={css.hint} style={{ margin: 0 }}>
        <span>{t('whatsapp.cloud.where')}</span>
      </p>
      <div className={css.two}>
        <TextInput
          name="settings.cloud.phoneNumberId"
          label={t('whatsapp.cloud.phoneNumberId')}
          inputMode="numeric"
          maxLength={30}
          placeholder="106540352242922"
          value={form.phoneNumberId}
          onChange={(event) => onChange({ phoneNumberId: event.currentTarget.value })}
        />
        <TextInput
          name="settings.cloud.businessAccountId"
          label={t('whatsapp.cloud.businessAccountId')}
          inputMode="numeric"
          maxLength={30}
          placeholder="102290129340398"
          value={form.businessAccountId}
          onChange={(event) => onChange({ businessAccountId: event.currentTarget.value })}
        />
        <PasswordInput
          name="secrets.accessToken"
          label={t('whatsapp.cloud.accessToken')}
          description={t('whatsapp.cloud.accessTokenHint')}
          autoComplete="off"
          maxLength={2_000}
          placeholder={stored(kept?.accessToken)}
          value={form.accessToken}
          onChange={(event) => onChange({ accessToken: event.currentTarget.value })}
        />
        <PasswordInput
          name="secrets.appSecret"
          label={t('whatsapp.cloud.appSecret')}
          description={t('whatsapp.cloud.appSecretHint')}
          autoComplete="off"
          maxLength={2_000}
          placeholder={stored(kept?.appSecret)}
          value={form.appSecret}
          onChange={(event) => onChange({ appSecret: event.currentTarget.value })}
        />
        {kept?.appSecret === true && (
          <PasswordInput
            name="secrets.oldAppSecret"
            label={t('whatsapp.cloud.oldAppSecret')}
            description={t('whatsapp.cloud.oldAppSecretHint')}
            autoComplete="off"
            maxLength={2_000}
            value={form.oldAppSecret}
            onChange={(event) => onChange({ oldAppSecret: event.currentTarget.value })}
          />
        )}
      </div>
      <p className={css.group}>{t('whatsapp.cloud.giveMeta')}</p>
      <CopyLine label={t('whatsapp.cloud.webhookUrl')} value={webhookUrl} />
      {!webhookUrl.startsWith('https://') && <p className={css.bad}>{t('whatsapp.cloud.needsHttps')}</p>}
      {form.verifyToken === '' && kept?.verifyToken === true ? (
        <Button
          size="compact-sm"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={() => onChange({ verifyToken: newVerifyToken() })}
        >
          {t('whatsapp.cloud.newVerifyToken')}
        </Button>
      ) : (
        <CopyLine label={t('whatsapp.cloud.verifyToken')} value={form.verifyToken} />
      )}
      <p className={css.group}>{t('whatsapp.cloud.fields')}</p>
    </>
  );
}

/** Something to be pasted at Meta's. */
function CopyLine({ label, value }: { label: string; value: string }) {
  return (
    <div className={own.copyLine}>
      <TextInput label={label} readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
      <CopyButton label={label} value={value} size={36} />
    </div>
  );
}
