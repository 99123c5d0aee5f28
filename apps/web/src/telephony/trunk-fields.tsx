import { Checkbox, NativeSelect, PasswordInput, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from '../mailboxes/mailboxes.module.css';
import { countryChoices } from '../shell/countries.js';
import type { TrunkForm } from './trunk-form.js';
import { usualPort, type TrunkSettings } from './trunk-presets.js';

interface Props {
  form: TrunkForm;
  onChange: (to: Partial<TrunkForm>) => void;
}

/** Where the provider is, and how it and we know each other. */
export function TrunkAccount({ form, onChange, stored }: Props & { stored: boolean }) {
  const { t } = useTranslation();
  const transport = (to: TrunkSettings['transport']) => onChange({ transport: to, srtp: to === 'tls' && form.srtp });
  return (
    <>
      <TextInput
        name="name"
        label={t('trunks.name')}
        maxLength={200}
        placeholder={t('trunks.nameExample')}
        value={form.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <div className={css.server}>
        <TextInput
          name="settings.host"
          label={t('trunks.host')}
          required
          withAsterisk={false}
          spellCheck={false}
          maxLength={253}
          placeholder="sip.provider.com"
          value={form.host}
          onChange={(event) => onChange({ host: event.currentTarget.value })}
        />
        <TextInput
          name="settings.port"
          label={t('mailboxes.port')}
          inputMode="numeric"
          pattern="[0-9]{1,5}"
          placeholder={String(usualPort(form.transport))}
          value={form.port}
          onChange={(event) => onChange({ port: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('trunks.transport')}
          data={(['udp', 'tcp', 'tls'] as const).map((value) => ({ value, label: t(`trunks.transportKind.${value}`) }))}
          value={form.transport}
          onChange={(event) => transport(event.currentTarget.value as TrunkSettings['transport'])}
        />
      </div>
      {form.transport === 'tls' && (
        <Switch
          size="sm"
          label={t('trunks.srtp')}
          description={t('trunks.srtpHint')}
          checked={form.srtp}
          onChange={(event) => onChange({ srtp: event.currentTarget.checked })}
        />
      )}
      <Switch
        size="sm"
        label={t('trunks.registration')}
        description={t('trunks.registrationHint')}
        checked={form.registration}
        onChange={(event) => onChange({ registration: event.currentTarget.checked })}
      />
      <div className={css.two}>
        <TextInput
          name="settings.user"
          label={t('trunks.user')}
          required={form.registration}
          withAsterisk={false}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={form.user}
          onChange={(event) => onChange({ user: event.currentTarget.value })}
        />
        <PasswordInput
          name="password"
          label={t('mailboxes.password')}
          autoComplete="new-password"
          placeholder={stored ? t('mailboxes.storedPassword') : ''}
          value={form.password}
          onChange={(event) => onChange({ password: event.currentTarget.value })}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
      </div>
      <details>
        <summary className={css.more}>{t('trunks.more')}</summary>
        <div className={css.step} style={{ paddingTop: '0.8rem' }}>
          <div className={css.two}>
            <TextInput
              name="settings.authUser"
              label={t('trunks.authUser')}
              description={t('trunks.authUserHint')}
              spellCheck={false}
              value={form.authUser}
              onChange={(event) => onChange({ authUser: event.currentTarget.value })}
            />
            <TextInput
              name="settings.fromDomain"
              label={t('trunks.fromDomain')}
              description={t('trunks.fromDomainHint')}
              spellCheck={false}
              value={form.fromDomain}
              onChange={(event) => onChange({ fromDomain: event.currentTarget.value })}
            />
          </div>
          <Textarea
            name="settings.allowedFrom"
            label={t('trunks.allowedFrom')}
            description={t('trunks.allowedFromHint')}
            rows={2}
            spellCheck={false}
            placeholder={'192.0.2.10\n198.51.100.0/24'}
            value={form.allowedFrom}
            onChange={(event) => onChange({ allowedFrom: event.currentTarget.value })}
          />
        </div>
      </details>
    </>
  );
}

const codecs = ['alaw', 'ulaw', 'g722'] as const;

/** How the provider writes numbers, and what it carries. */
export function TrunkDetails({ form, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const toggle = (codec: (typeof codecs)[number], on: boolean) => {
    const next = on ? [...form.codecs, codec] : form.codecs.filter((each) => each !== codec);
    if (next.length > 0) onChange({ codecs: next });
  };
  return (
    <>
      <div className={css.two}>
        <NativeSelect
          label={t('trunks.numberFormat')}
          data={(['plus', 'digits', 'national'] as const).map((value) => ({
            value,
            label: t(`trunks.numberFormatKind.${value}`),
          }))}
          value={form.numberFormat}
          onChange={(event) => onChange({ numberFormat: event.currentTarget.value as TrunkForm['numberFormat'] })}
        />
        <NativeSelect
          label={t('trunks.country')}
          description={null}
          data={countryChoices(i18n.language)}
          value={form.country}
          onChange={(event) => onChange({ country: event.currentTarget.value })}
        />
      </div>
      <div className={css.two}>
        <fieldset style={{ margin: 0, padding: 0, border: 0 }}>
          <legend style={{ padding: '0 0 0.4rem', fontSize: '0.8125rem', fontWeight: 500 }}>
            {t('trunks.codecs')}
          </legend>
          <div style={{ display: 'flex', flexWrap: 'wrap', gap: '0.4rem 1rem' }}>
            {codecs.map((codec) => (
              <Checkbox
                key={codec}
                size="xs"
                label={t(`trunks.codec.${codec}`)}
                checked={form.codecs.includes(codec)}
                disabled={form.codecs.length === 1 && form.codecs.includes(codec)}
                onChange={(event) => toggle(codec, event.currentTarget.checked)}
              />
            ))}
          </div>
        </fieldset>
        <TextInput
          name="settings.maxCalls"
          label={t('trunks.maxCalls')}
          inputMode="numeric"
          pattern="[0-9]{1,5}"
          placeholder={t('trunks.maxCallsUnknown')}
          value={form.maxCalls}
          onChange={(event) => onChange({ maxCalls: event.currentTarget.value })}
        />
      </div>
    </>
  );
}
