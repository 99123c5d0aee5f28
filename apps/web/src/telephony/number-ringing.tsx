import { ActionIcon, NativeSelect, NumberInput, Switch } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { employeesQuery, teamsQuery } from '../api/queries.js';
import mailboxes from '../mailboxes/mailboxes.module.css';
import { inOrder, moved, type NumberSettings } from './number-form.js';
import type { NumberParts } from './number-guide.js';
import css from './number.module.css';

/** Who rings, one step after the other, told as a sentence above the fields. */
export function NumberRinging({ form, settings, onSet }: NumberParts) {
  const { t } = useTranslation();
  const teams = useQuery(teamsQuery).data?.items ?? [];
  const employees = useInfiniteQuery(employeesQuery).data?.pages.flatMap((each) => each.items) ?? [];
  const { ring } = settings;
  const change = (to: Partial<NumberSettings['ring']>) => onSet({ ring: { ...ring, ...to } });
  const teamId = ring.teamId ?? form.teamId;
  const team = employees.filter((each) => each.status === 'active' && (teamId === '' || each.team?.id === teamId));
  const order = inOrder(
    ring.members,
    team.map(({ id }) => id),
  );
  const teamName = teams.find(({ id }) => id === teamId)?.name ?? t('mailboxes.allTeams');
  return (
    <section className={mailboxes.step} aria-label={t('numbers.ringing')}>
      <h2>{t('numbers.ringing')}</h2>
      <ol className={css.path}>
        {ring.responsibleFirst && (
          <li>{t('numbers.pathResponsible', { seconds: Math.round(ring.responsibleMs / 1_000) })}</li>
        )}
        <li>{t(`numbers.path.${ring.mode}`, { team: teamName })}</li>
        <li>{t(settings.atEnd === 'voicemail' ? 'numbers.pathVoicemail' : 'numbers.pathHangUp')}</li>
      </ol>
      <div className={mailboxes.two}>
        <Switch
          size="sm"
          label={t('numbers.responsibleFirst')}
          description={t('numbers.responsibleFirstHint')}
          checked={ring.responsibleFirst}
          onChange={(event) => change({ responsibleFirst: event.currentTarget.checked })}
        />
        {ring.responsibleFirst ? (
          <Seconds
            label={t('numbers.responsibleSeconds')}
            valueMs={ring.responsibleMs}
            onChange={(responsibleMs) => change({ responsibleMs })}
          />
        ) : (
          <span />
        )}
        <NativeSelect
          label={t('numbers.ringTeam')}
          data={[
            { value: '', label: t('numbers.ownTeam') },
            ...teams.map((each) => ({ value: each.id, label: each.name })),
          ]}
          value={ring.teamId ?? ''}
          onChange={(event) => change({ teamId: event.currentTarget.value || null, members: [] })}
        />
        <NativeSelect
          label={t('numbers.modeName')}
          data={(['even', 'strict', 'all'] as const).map((value) => ({ value, label: t(`numbers.mode.${value}`) }))}
          value={ring.mode}
          onChange={(event) => change({ mode: event.currentTarget.value as NumberSettings['ring']['mode'] })}
        />
        <Seconds
          label={t(ring.mode === 'all' ? 'numbers.allSeconds' : 'numbers.stepSeconds')}
          valueMs={ring.stepMs}
          onChange={(stepMs) => change({ stepMs })}
        />
        <NativeSelect
          label={t('numbers.atEnd')}
          data={(['voicemail', 'hang-up'] as const).map((value) => ({ value, label: t(`numbers.end.${value}`) }))}
          value={settings.atEnd}
          onChange={(event) => onSet({ atEnd: event.currentTarget.value as NumberSettings['atEnd'] })}
        />
      </div>
      {ring.mode === 'strict' && order.length > 0 && (
        <ol className={css.order} aria-label={t('numbers.order')}>
          {order.map((id, index) => {
            const name = employees.find((each) => each.id === id)?.name ?? '';
            return (
              <li key={id}>
                <span>{name}</span>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={index === 0}
                  aria-label={t('numbers.earlier', { name })}
                  onClick={() => change({ members: moved(order, index, -1) })}
                >
                  <IconArrowUp size={15} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={index === order.length - 1}
                  aria-label={t('numbers.later', { name })}
                  onClick={() => change({ members: moved(order, index, 1) })}
                >
                  <IconArrowDown size={15} aria-hidden />
                </ActionIcon>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}

function Seconds({ label, valueMs, onChange }: { label: string; valueMs: number; onChange: (ms: number) => void }) {
  return (
    <NumberInput
      label={label}
      min={5}
      max={300}
      step={5}
      allowDecimal={false}
      value={Math.round(valueMs / 1_000)}
      onChange={(seconds) => Number(seconds) > 0 && onChange(Number(seconds) * 1_000)}
    />
  );
}
