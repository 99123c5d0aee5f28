import { NativeSelect, Radio } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { employeesQuery } from '../../api/queries.js';
import page from '../../shell/page.module.css';
import css from './importing.module.css';
import type { Plan } from './queries.js';

type RulesOf = Omit<Plan, 'columns'>;
const stages = ['prospecting', 'sales', 'account'] as const;
const existing = ['fill', 'overwrite', 'skip'] as const;
const maybe = ['leave', 'create'] as const;

/** What is done with a line, where the line itself does not say. */
export function Rules({ rules, onChange }: { rules: RulesOf; onChange: (rules: RulesOf) => void }) {
  const { t } = useTranslation();
  const employees = useInfiniteQuery(employeesQuery).data?.pages.flatMap((each) => each.items) ?? [];
  return (
    <section className={page.section}>
      <h2>{t('importing.rules')}</h2>
      <div className={css.rules}>
        <NativeSelect
          label={t('importing.kind')}
          data={(['person', 'company'] as const).map((value) => ({ value, label: t(`clients.kind.${value}`) }))}
          value={rules.kind}
          onChange={(event) => onChange({ ...rules, kind: event.currentTarget.value as RulesOf['kind'] })}
        />
        <NativeSelect
          label={t('importing.stage')}
          data={stages.map((value) => ({ value, label: t(`clients.stage.${value}`) }))}
          value={rules.stage}
          onChange={(event) => onChange({ ...rules, stage: event.currentTarget.value as RulesOf['stage'] })}
        />
        <NativeSelect
          label={t('importing.responsible')}
          data={[
            { value: '', label: t('importing.nobody') },
            ...employees
              .filter(({ status, role }) => status === 'active' && role !== 'administrator')
              .map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={rules.responsibleId ?? ''}
          onChange={(event) => onChange({ ...rules, responsibleId: event.currentTarget.value || null })}
        />
      </div>
      <div className={css.choices}>
        <Radio.Group
          label={t('importing.existing')}
          value={rules.existing}
          onChange={(value) => onChange({ ...rules, existing: value })}
        >
          {existing.map((value) => (
            <Radio key={value} mt={8} value={value} label={t(`importing.existingRule.${value}`)} />
          ))}
        </Radio.Group>
        <Radio.Group
          label={t('importing.maybe')}
          value={rules.maybe}
          onChange={(value) => onChange({ ...rules, maybe: value })}
        >
          {maybe.map((value) => (
            <Radio key={value} mt={8} value={value} label={t(`importing.maybeRule.${value}`)} />
          ))}
        </Radio.Group>
      </div>
    </section>
  );
}
