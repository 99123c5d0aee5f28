import { ActionIcon } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../shell/session.js';

/** Calls a client at one of their numbers, which the page need not know. */
export function CallButton({
  clientId,
  contactPointId,
  value,
}: {
  clientId: string;
  contactPointId: string;
  value: string;
}) {
  const { t } = useTranslation();
  const mayCall = useMay('calls.make');
  const [busy, setBusy] = useState(false);
  if (!mayCall) return null;
  const call = async () => {
    setBusy(true);
    try {
      await (await import('./place-call.js')).placeClientCall(clientId, contactPointId);
    } finally {
      setBusy(false);
    }
  };
  return (
    <ActionIcon
      size="sm"
      variant="light"
      loading={busy}
      aria-label={t('contact.call', { value })}
      title={t('contact.call', { value })}
      onClick={() => void call()}
    >
      <IconPhone size={14} aria-hidden />
    </ActionIcon>
  );
}
