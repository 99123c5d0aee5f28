import { Button } from '@mantine/core';
import { IconDeviceLandlinePhone, IconHeadset, IconPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { problemText } from '../i18n/words.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import { DeviceDialog } from './device-dialog.js';
import css from './devices.module.css';

type Device = Schemas['Device'];

export const refreshTelephones = async () => {
  await queryClient.invalidateQueries({ queryKey: keys.telephony });
  await queryClient.invalidateQueries({ queryKey: keys.extensions });
};

interface Props {
  employeeId: string;
  own?: boolean;
  extension: { number: string; devices: readonly Device[] } | null;
}

/** An employee's telephones: what rings besides the page, and how to connect another one. */
export function Devices({ employeeId, own = false, extension }: Props) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const desks = extension?.devices.filter(({ kind }) => kind === 'desk') ?? [];
  const pages = extension?.devices.filter(({ kind }) => kind === 'softphone') ?? [];
  const body = (
    <>
      {extension !== null && own && (
        <p className={css.extension}>
          {t('devices.extension')} <b>{extension.number}</b>
        </p>
      )}
      <ul className={page.box} aria-label={t('devices.title')}>
        {own && (
          <li className={css.device}>
            <IconHeadset size={18} stroke={1.7} aria-hidden />
            <div>
              <b>{t('devices.softphone')}</b>
              <small>{t('devices.softphoneHint')}</small>
            </div>
            <Presence online={pages.some(({ online }) => online)} lastSeenAt={null} />
          </li>
        )}
        {desks.map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
        {desks.length === 0 && <li className={css.none}>{t('devices.none')}</li>}
      </ul>
      <Button
        size="xs"
        variant="default"
        mt="sm"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={() => setAdding(true)}
      >
        {t('devices.add')}
      </Button>
      {adding && <DeviceDialog employeeId={employeeId} onClose={() => setAdding(false)} />}
    </>
  );
  if (!own) return body;
  return (
    <section className={page.section} aria-labelledby="devices-title">
      <h2 id="devices-title">{t('devices.own')}</h2>
      <p>{t('devices.ownText')}</p>
      {body}
    </section>
  );
}

export function Presence({ online, lastSeenAt }: { online: boolean; lastSeenAt: string | null }) {
  const { t } = useTranslation();
  return (
    <span className={css.presence} data-online={online || undefined}>
      {t(online ? 'devices.online' : 'devices.offline')}
      {!online && lastSeenAt !== null && (
        <>
          {', '}
          {t('devices.seen')} <Moment at={lastSeenAt} />
        </>
      )}
    </span>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const { t } = useTranslation();
  const [revoking, setRevoking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/devices/{id}', { params: { path: { id: device.id } } })),
    onSuccess: refreshTelephones,
    onError: (problem) => toast.bad(problemText(t, problem)),
    onSettled: () => setRevoking(false),
  });
  return (
    <li className={css.device}>
      <IconDeviceLandlinePhone size={18} stroke={1.7} aria-hidden />
      <div>
        <b>{device.label}</b>
        <small>{device.userAgent ?? t('devices.neverSeen')}</small>
      </div>
      <Presence online={device.online} lastSeenAt={device.lastSeenAt} />
      <Button
        size="compact-xs"
        variant={revoking ? 'light' : 'subtle'}
        color={revoking ? 'red' : 'gray'}
        loading={revoke.isPending}
        aria-label={revoking ? t('devices.reallyRevoke') : t('devices.revokeOf', { label: device.label })}
        onBlur={() => setRevoking(false)}
        onClick={() => (revoking ? revoke.mutate() : setRevoking(true))}
      >
        {t(revoking ? 'devices.reallyRevoke' : 'devices.revoke')}
      </Button>
    </li>
  );
}
