import { Button, NativeSelect, Radio, Textarea } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import { channelsQuery, employeesQuery } from '../../api/queries.js';
import css from '../../clients/importing/importing.module.css';
import { codeText } from '../../i18n/words.js';
import { FormProblem } from '../../shell/form-problem.js';
import page from '../../shell/page.module.css';
import own from './old-mail.module.css';
import type { MailImport, MailPlan } from './queries.js';

/** Whose mailbox it was, and what is done with letters of nobody who is known here. */
export function WhoseStep({ item, onChecking }: { item: MailImport; onChecking: () => void }) {
  const { t } = useTranslation();
  const channels = (useQuery(channelsQuery).data?.items ?? []).filter(({ medium }) => medium === 'email');
  const employees = useInfiniteQuery(employeesQuery).data?.pages.flatMap((each) => each.items) ?? [];
  const people = employees.filter(({ role }) => role !== 'administrator');
  const user = item.server?.user ?? '';
  const [employeeId, setEmployeeId] = useState(item.plan?.employeeId ?? '');
  const [channelId, setChannelId] = useState(item.plan?.channelId ?? '');
  const [addresses, setAddresses] = useState(item.plan?.ownAddresses.join('\n') ?? (user.includes('@') ? user : ''));
  const [unknown, setUnknown] = useState<MailPlan['unknown']>(item.plan?.unknown ?? 'leave');
  const [automatic, setAutomatic] = useState<MailPlan['automatic']>(item.plan?.automatic ?? 'leave');
  const employee = employeeId || people[0]?.id;
  const channel = channelId || channels[0]?.id;
  const check = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/mail-imports/{id}/check', {
          params: { path: { id: item.id } },
          body: {
            ...{ channelId: channel ?? '', employeeId: employee ?? '', unknown, automatic },
            ownAddresses: addresses.split(/[\s,;]+/).filter((one) => one !== ''),
          },
        }),
      ),
    onSuccess: (checking) => {
      queryClient.setQueryData(keys.mailImportOf(item.id), checking);
      onChecking();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    check.mutate();
  };
  return (
    <form className={page.form} onSubmit={submit}>
      {item.code !== null && (
        <p className={css.trouble} role="alert">
          {codeText(t, item.code, item.details)}
        </p>
      )}
      <p className={css.about}>{t('oldMail.whoseText')}</p>
      <div className={css.rules}>
        <NativeSelect
          name="employeeId"
          label={t('oldMail.employee')}
          description={t('oldMail.employeeHint')}
          data={people.map(({ id, name }) => ({ value: id, label: name }))}
          value={employee ?? ''}
          onChange={(event) => setEmployeeId(event.currentTarget.value)}
        />
        <NativeSelect
          name="channelId"
          label={t('oldMail.channel')}
          description={t('oldMail.channelHint')}
          data={channels.map(({ id, name, address }) => ({ value: id, label: `${name} (${address})` }))}
          value={channel ?? ''}
          onChange={(event) => setChannelId(event.currentTarget.value)}
        />
      </div>
      {channels.length === 0 && (
        <p className={own.facts}>
          {t('oldMail.noChannel')} <Link to="/mailboxes/new">{t('mailboxes.connect')}</Link>
        </p>
      )}
      <Textarea
        name="ownAddresses"
        label={t('oldMail.ownAddresses')}
        description={t('oldMail.ownAddressesHint')}
        autosize
        minRows={2}
        spellCheck={false}
        value={addresses}
        onChange={(event) => setAddresses(event.currentTarget.value)}
      />
      <div className={css.choices}>
        <Radio.Group label={t('oldMail.unknown')} value={unknown} onChange={(value) => setUnknown(value)}>
          {(['leave', 'keep'] as const).map((value) => (
            <Radio key={value} mt={8} value={value} label={t(`oldMail.unknownRule.${value}`)} />
          ))}
        </Radio.Group>
        <Radio.Group label={t('oldMail.automatic')} value={automatic} onChange={(value) => setAutomatic(value)}>
          {(['leave', 'keep'] as const).map((value) => (
            <Radio key={value} mt={8} value={value} label={t(`oldMail.automaticRule.${value}`)} />
          ))}
        </Radio.Group>
      </div>
      <FormProblem error={check.error} />
      <div className={page.acts}>
        <span className={css.calm}>{t('importing.checkText')}</span>
        <Button type="submit" loading={check.isPending} disabled={channel === undefined || employee === undefined}>
          {t('oldMail.look')}
        </Button>
      </div>
    </form>
  );
}
