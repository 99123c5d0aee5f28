import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  value: string;
  onChange: (password: string) => void;
  autoFocus?: boolean;
}

/** A page that was left open is not its owner: what changes how one gets in asks for the password once more. */
export function PasswordAgain({ value, onChange, autoFocus = false }: Props) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      name="password"
      label={t('account.confirmPassword')}
      description={t('account.confirmPasswordHint')}
      autoFocus={autoFocus}
      required
      withAsterisk={false}
      autoComplete="current-password"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
    />
  );
}
