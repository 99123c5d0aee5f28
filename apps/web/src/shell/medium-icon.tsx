import { IconBrandWhatsapp, IconMail, IconNote, IconPhone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

type Medium = 'email' | 'whatsapp' | 'phone' | null;

const icons = { email: IconMail, whatsapp: IconBrandWhatsapp, phone: IconPhone };

/** Each medium has one icon and one colour, used nowhere else; null is a note. */
export function MediumIcon({ medium, size = 16 }: { medium: Medium; size?: number }) {
  const { t } = useTranslation();
  if (medium === null)
    return <IconNote size={size} stroke={1.8} color="var(--k-note-text)" aria-label={t('timeline.note')} />;
  const MediumSign = icons[medium];
  return (
    <MediumSign
      size={size}
      stroke={1.8}
      color={`var(--k-${medium})`}
      aria-label={t(`medium.${medium}`)}
      style={{ flex: 'none' }}
    />
  );
}
