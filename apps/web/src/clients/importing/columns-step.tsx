import { Button, NativeSelect, Switch } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import { codeText } from '../../i18n/words.js';
import { FormProblem } from '../../shell/form-problem.js';
import page from '../../shell/page.module.css';
import { RowsSkeleton } from '../../shell/rows-skeleton.js';
import { cardFieldsQuery } from '../queries.js';
import css from './importing.module.css';
import { previewQuery, type ClientImport, type Plan, type Reading } from './queries.js';
import { Rules } from './rules.js';

const encodings: readonly Reading['encoding'][] = [
  ...(['utf-8', 'windows-1251', 'koi8-u', 'utf-16le', 'utf-16be', 'windows-1252'] as const),
];
const delimiters = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const;
const targets = [
  ...(['ignore', 'name', 'last-name', 'first-name', 'middle-name', 'email', 'phone', 'whatsapp'] as const),
  ...(['company', 'kind', 'stage', 'responsible', 'tags'] as const),
] as const;

type RulesOf = Omit<Plan, 'columns'>;
const usual: RulesOf = {
  ...{ kind: 'person', stage: 'prospecting', responsibleId: null, existing: 'fill', maybe: 'leave' },
};

/** How the file is read, what its columns mean, and what is done with its lines. */
export function ColumnsStep({ item, onChecking }: { item: ClientImport; onChecking: () => void }) {
  const { t } = useTranslation();
  const [reading, setReading] = useState<Reading>(item.reading);
  const [chosen, setChosen] = useState<Readonly<Record<number, string>>>(() => ({ ...item.plan?.columns }));
  const [rules, setRules] = useState<RulesOf>(item.plan ?? usual);
  const preview = useQuery(previewQuery(item.id, reading));
  const fields = (useQuery(cardFieldsQuery).data?.items ?? []).filter(({ archived }) => !archived);
  const columns = preview.data?.columns ?? [];
  const targetOf = (n: number) => chosen[n] ?? columns[n]?.guess ?? 'ignore';
  const check = useMutation({
    mutationFn: () => {
      const { kind, stage, responsibleId, existing, maybe } = rules;
      const plan = { ...{ kind, stage, responsibleId, existing, maybe }, columns: columns.map((_, n) => targetOf(n)) };
      return take(
        api.POST('/api/v1/imports/{id}/check', { params: { path: { id: item.id } }, body: { reading, plan } }),
      );
    },
    onSuccess: (checking) => {
      queryClient.setQueryData(keys.importOf(item.id), checking);
      onChecking();
    },
  });
  const read = (otherwise: Partial<Reading>) => {
    // Other columns may come of it: what was chosen for the old ones says nothing about them.
    if (otherwise.delimiter !== undefined) setChosen({});
    setReading({ ...reading, ...otherwise });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    check.mutate();
  };
  const data = [
    ...targets.map((value) => ({ value, label: t(`importing.target.${value}`) })),
    ...(fields.length === 0
      ? []
      : [
          {
            group: t('importing.ownFields'),
            items: fields.map(({ key, label }) => ({ value: `field:${key}`, label })),
          },
        ]),
  ];
  return (
    <form onSubmit={submit}>
      {item.code !== null && (
        <p className={css.trouble} role="alert">
          {codeText(t, item.code, item.details)}
        </p>
      )}
      <div className={css.reading}>
        <NativeSelect
          label={t('importing.encoding')}
          size="xs"
          data={encodings.map((value) => ({ value, label: value.toUpperCase() }))}
          value={reading.encoding}
          onChange={(event) => read({ encoding: event.currentTarget.value as Reading['encoding'] })}
        />
        <NativeSelect
          label={t('importing.delimiter')}
          size="xs"
          data={Object.entries(delimiters).map(([value, name]) => ({
            value,
            label: t(`importing.delimiterOf.${name}`),
          }))}
          value={reading.delimiter}
          onChange={(event) => read({ delimiter: event.currentTarget.value as Reading['delimiter'] })}
        />
        <Switch
          label={t('importing.header')}
          checked={reading.header}
          onChange={(event) => read({ header: event.currentTarget.checked })}
        />
      </div>
      <p className={css.about}>{t('importing.columnsText')}</p>
      {preview.isPending ? (
        <RowsSkeleton rows={4} height={64} />
      ) : preview.isError ? (
        <FormProblem error={preview.error} />
      ) : (
        <ul className={css.columns} aria-busy={preview.isPlaceholderData}>
          {columns.map(({ heading, samples }, n) => {
            const name = heading === '' ? t('importing.column', { n: n + 1 }) : heading;
            return (
              <li key={n} data-ignored={targetOf(n) === 'ignore' || undefined}>
                <div className={css.column}>
                  <b dir="auto">{name}</b>
                  <ul className={css.samples}>
                    {samples.length === 0 && <li>{t('importing.noSamples')}</li>}
                    {samples.slice(0, 3).map((sample, at) => (
                      <li key={at} dir="auto">
                        {sample}
                      </li>
                    ))}
                  </ul>
                </div>
                <IconArrowRight className={css.arrow} size={16} aria-hidden />
                <NativeSelect
                  size="xs"
                  aria-label={t('importing.means', { column: name })}
                  data={data}
                  value={targetOf(n)}
                  onChange={(event) => setChosen({ ...chosen, [n]: event.currentTarget.value })}
                />
              </li>
            );
          })}
        </ul>
      )}
      <Rules rules={rules} onChange={setRules} />
      <FormProblem error={check.error} />
      <div className={page.acts}>
        <span className={css.calm}>{t('importing.checkText')}</span>
        <Button type="submit" loading={check.isPending} disabled={columns.length === 0}>
          {t('importing.check')}
        </Button>
      </div>
    </form>
  );
}
