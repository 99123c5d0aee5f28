import '../shell/mantine-dialog-css.js';
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { IconBackspace, IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { channelsQuery } from '../api/queries.js';
import { policyQuery } from '../calls/call-queries.js';
import { useMe } from '../shell/session.js';
import { closeDialPad } from './dial-pad-wanted.js';
import css from './dial-pad.module.css';
import { Keys } from './keypad.js';
import { placeDialledCall } from './place-call.js';

/** A number, an extension, a client's short code: as far as the company allows it, which is said beforehand. */
export function DialPad({ begun }: { begun: string }) {
  const { t } = useTranslation();
  const { role } = useMe();
  const { data: policy } = useQuery(policyQuery);
  const { data: channels } = useQuery(channelsQuery);
  const [number, setNumber] = useState(begun);
  const [channelId, setChannelId] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const phones = (channels?.items ?? []).filter(({ medium, enabled }) => medium === 'phone' && enabled);
  const mayOutside = policy?.dialPad === 'all' || (policy?.dialPad === 'managers' && role !== 'employee');
  const hint = !mayOutside ? 'inside' : policy.clientsOnly ? 'clientsOnly' : 'any';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (number.trim() === '' || busy) return;
    setBusy(true);
    setRefusal(null);
    void placeDialledCall(number.trim(), channelId || null, setRefusal).then((call) => {
      setBusy(false);
      if (call !== null) closeDialPad();
    });
  };
  return (
    <Modal opened onClose={closeDialPad} title={t('softphone.dialPad')} size="22rem">
      <form className={css.pad} onSubmit={submit}>
        <div className={css.field}>
          <TextInput
            data-autofocus
            size="md"
            type="tel"
            autoComplete="off"
            aria-label={t('softphone.numberToDial')}
            placeholder="+380…"
            value={number}
            maxLength={40}
            onChange={(event) => setNumber(event.currentTarget.value)}
          />
          <Button
            variant="subtle"
            color="gray"
            px="xs"
            aria-label={t('softphone.rubOut')}
            disabled={number === ''}
            onClick={() => setNumber(number.slice(0, -1))}
          >
            <IconBackspace size={20} stroke={1.7} aria-hidden />
          </Button>
        </div>
        {policy !== undefined && <p className={css.hint}>{t(`softphone.dialHint.${hint}`)}</p>}
        <div role="alert">{refusal !== null && <p className={css.refusal}>{refusal}</p>}</div>
        <Keys onDigit={(digit) => setNumber(`${number}${digit}`.slice(0, 40))} />
        {phones.length > 1 && (
          <NativeSelect
            label={t('softphone.from')}
            data={[
              { value: '', label: t('softphone.usualNumber') },
              ...phones.map((each) => ({ value: each.id, label: `${each.name} · ${each.address}` })),
            ]}
            value={channelId}
            onChange={(event) => setChannelId(event.currentTarget.value)}
          />
        )}
        <Button
          type="submit"
          color="teal.9"
          fullWidth
          loading={busy}
          disabled={number.trim() === ''}
          leftSection={<IconPhone size={17} aria-hidden />}
        >
          {t('softphone.call')}
        </Button>
      </form>
    </Modal>
  );
}
