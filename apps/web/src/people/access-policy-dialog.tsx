import { Button, Modal, NativeSelect, Switch, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import { workWeek } from '../telephony/hours.js';
import { HoursRuleRow } from '../hours/opening-fields.js';
import { timeZoneHere, timeZonesWith } from '../hours/time-zones.js';
import css from './people.module.css';

type Role = Schemas['Employee']['role'];

export interface PolicySubject {
  readonly is: { readonly role: Role } | { readonly employeeId: string };
  readonly name: string;
}

/** Hours and addresses of a role or of one employee. */
export function AccessPolicyDialog({
  subject,
  policies,
  ofOwner,
  onClose,
}: {
  subject: PolicySubject;
  policies: Schemas['AccessPolicies'];
  ofOwner: boolean;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const { is } = subject;
  const before = policies.items.find((item) =>
    'role' in is ? item.role === is.role : item.employee?.id === is.employeeId,
  );
  const [limited, setLimited] = useState(before?.hours != null);
  const [spans, setSpans] = useState(before?.hours?.spans ?? [workWeek]);
  const [timeZone, setTimeZone] = useState(before?.hours?.timeZone ?? timeZoneHere());
  const [addresses, setAddresses] = useState((before?.addresses ?? []).join('\n'));
  const lines = addresses
    .split(/[\s,;]+/)
    .map((line) => line.trim())
    .filter(Boolean);
  const save = useMutation({
    mutationFn: () =>
      take(
        api.PUT('/api/v1/access-policies', {
          body: { subject: is, hours: limited ? { timeZone, spans } : null, addresses: lines },
        }),
      ),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.accessPolicies, saved);
      toast.ok(t('doors.saved'));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={subject.name} size="lg">
      <form className={page.form} onSubmit={submit}>
        {!ofOwner && (
          <Switch
            label={t('doors.limitHours')}
            checked={limited}
            onChange={(event) => setLimited(event.currentTarget.checked)}
          />
        )}
        {limited && !ofOwner && (
          <>
            {spans.map((rule, index) => (
              <HoursRuleRow
                key={index}
                rule={rule}
                language={i18n.language}
                onChange={(to) => setSpans(spans.map((each, at) => (at === index ? to : each)))}
                onRemove={() => setSpans(spans.length === 1 ? spans : spans.filter((_, at) => at !== index))}
              />
            ))}
            <div>
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => setSpans([...spans, { ...workWeek, days: [6] }])}
              >
                {t('numbers.addHours')}
              </Button>
            </div>
            <NativeSelect
              name="hours.timeZone"
              label={t('doors.zone')}
              data={timeZonesWith(timeZone)}
              value={timeZone}
              onChange={(event) => setTimeZone(event.currentTarget.value)}
            />
          </>
        )}
        <Textarea
          name="addresses"
          label={t('doors.onlyFrom')}
          description={t('doors.onlyFromHint')}
          autosize
          minRows={2}
          maxRows={10}
          spellCheck={false}
          value={addresses}
          onChange={(event) => setAddresses(event.currentTarget.value)}
        />
        <p className={css.handover}>
          {t('doors.yours', { address: policies.yourAddress })}{' '}
          {!lines.includes(policies.yourAddress) && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => setAddresses([...lines, policies.yourAddress].join('\n'))}
            >
              {t('doors.addYours')}
            </Button>
          )}
        </p>
        <FormProblem error={save.error} />
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('act.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
