import { Button, Radio } from '@mantine/core';
import { IconPlus, IconSignature } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { SettingsFrame } from '../settings/settings-frame.js';
import { Empty } from '../shell/empty.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { signaturesQuery } from './queries.js';
import { SignatureDialog } from './signature-dialog.js';
import css from './signatures.module.css';

type Signature = Schemas['Signature'];

/** What stands under letters: mine, my teams', the mailboxes', the company's; and what becomes of everybody's own. */
export function SignaturesPage() {
  const { t } = useTranslation();
  const query = useQuery(signaturesQuery);
  const [dialog, setDialog] = useState<Signature | 'new' | null>(null);
  const items = query.data?.items ?? [];
  const add = (
    <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setDialog('new')}>
      {t('signatures.add')}
    </Button>
  );
  return (
    <SettingsFrame title={t('settings.title.signatures')} acts={items.length > 0 && add}>
      <p className={css.about}>{t('signatures.text')}</p>
      {query.isPending ? (
        <RowsSkeleton rows={3} height={64} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        <Empty icon={IconSignature} title={t('signatures.none')} text={t('signatures.noneText')}>
          {add}
        </Empty>
      ) : (
        <ul className={page.box}>
          {items.map((item) => (
            <Row
              key={item.id}
              item={item}
              unused={item.of === 'me' && query.data.policy.own === 'never'}
              onChange={() => setDialog(item)}
            />
          ))}
        </ul>
      )}
      {query.data !== undefined && <Policy policy={query.data.policy} />}
      {dialog !== null && (
        <SignatureDialog signature={dialog === 'new' ? null : dialog} there={items} onClose={() => setDialog(null)} />
      )}
    </SettingsFrame>
  );
}

function Row({ item, unused, onChange }: { item: Signature; unused: boolean; onChange: () => void }) {
  const { t } = useTranslation();
  const name = item.team?.name ?? item.channel?.name ?? t(`signatures.of.${item.of}`);
  return (
    <li className={css.row}>
      <div className={css.whose}>
        <b>{name}</b>
        {(item.team ?? item.channel) !== null && <small>{t(`signatures.of.${item.of}`)}</small>}
        {item.html !== null && <small>{t('signatures.marked')}</small>}
        {unused && <small data-unused>{t('signatures.unused')}</small>}
      </div>
      <p dir="auto">{item.text}</p>
      {item.mine && (
        <Button size="compact-sm" variant="default" aria-label={t('signatures.changeOf', { name })} onClick={onChange}>
          {t('people.change')}
        </Button>
      )}
    </li>
  );
}

const choices = ['instead', 'within', 'never'] as const;

function Policy({ policy }: { policy: Schemas['SignaturePolicy'] }) {
  const { t } = useTranslation();
  const mayChange = useMay('company.manage');
  const save = useMutation({
    mutationFn: (own: (typeof choices)[number]) => take(api.PUT('/api/v1/signatures/policy', { body: { own } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.signatures }),
  });
  return (
    <section className={page.section}>
      <h2>{t('signatures.policy')}</h2>
      {mayChange ? (
        <Radio.Group
          aria-label={t('signatures.policy')}
          value={save.isPending ? save.variables : policy.own}
          onChange={(value) => save.mutate(choices.find((one) => one === value)!)}
        >
          <div className={page.form}>
            {choices.map((value) => (
              <Radio
                key={value}
                value={value}
                label={t(`signatures.own.${value}`)}
                description={t(`signatures.ownText.${value}`)}
              />
            ))}
          </div>
        </Radio.Group>
      ) : (
        <p>{t(`signatures.ownText.${policy.own}`)}</p>
      )}
      <FormProblem error={save.error} />
    </section>
  );
}
