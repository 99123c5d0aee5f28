import { Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { languages, type Language } from '../i18n/language.js';
import type { NumberPolicy } from './queries.js';

interface Props {
  policy: NumberPolicy;
  onChange: (to: NumberPolicy) => void;
}

const switches = ['employeesEdit', 'employeesRevoke', 'voiceNotes'] as const;

/** What the company allows on this number. */
export function PolicyFields({ policy, onChange }: Props) {
  const { t } = useTranslation();
  const { tellRightAddress } = policy;
  const tell = (to: Partial<typeof tellRightAddress>) =>
    onChange({ ...policy, tellRightAddress: { ...tellRightAddress, ...to } });
  return (
    <>
      <Switch
        label={t('whatsapp.policy.signNames')}
        description={t('whatsapp.policy.signNamesHint')}
        checked={policy.signNames}
        onChange={(event) => onChange({ ...policy, signNames: event.currentTarget.checked })}
      />
      {policy.signNames && (
        <TextInput
          label={t('whatsapp.policy.signature')}
          description={t('whatsapp.policy.signatureHint')}
          maxLength={100}
          error={/\{name\}/.test(policy.signature) ? null : t('whatsapp.policy.signatureNeedsName')}
          value={policy.signature}
          onChange={(event) => onChange({ ...policy, signature: event.currentTarget.value })}
        />
      )}
      {switches.map((name) => (
        <Switch
          key={name}
          label={t(`whatsapp.policy.${name}`)}
          description={t(`whatsapp.policy.${name}Hint`)}
          checked={policy[name]}
          onChange={(event) => onChange({ ...policy, [name]: event.currentTarget.checked })}
        />
      ))}
      <Switch
        label={t('whatsapp.policy.tell')}
        description={t('whatsapp.policy.tellHint')}
        checked={tellRightAddress.enabled}
        onChange={(event) => tell({ enabled: event.currentTarget.checked })}
      />
      {tellRightAddress.enabled &&
        (Object.keys(languages) as Language[]).map((language) => (
          <Textarea
            key={language}
            label={languages[language]}
            lang={language}
            rows={2}
            maxLength={1_000}
            value={tellRightAddress.texts[language]}
            onChange={(event) => tell({ texts: { ...tellRightAddress.texts, [language]: event.currentTarget.value } })}
          />
        ))}
    </>
  );
}
