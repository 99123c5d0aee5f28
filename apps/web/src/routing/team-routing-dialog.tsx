import { Button, Checkbox, Modal, NativeSelect, NumberInput, Radio, Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import css from './routing.module.css';

type Routing = Schemas['TeamRouting'];

/** To whom a team's conversations go, until when they are to be answered, and who may write in them. */
export function TeamRoutingDialog({ of, onClose }: { of: Schemas['RoutingOfTeam']; onClose: () => void }) {
  const { t } = useTranslation();
  const [routing, setRouting] = useState<Routing>(of.routing);
  const set = (change: Partial<Routing>) => setRouting({ ...routing, ...change });
  const save = useMutation({
    mutationFn: () =>
      take(api.PUT('/api/v1/routing/teams/{id}', { params: { path: { id: of.team.id } }, body: routing })),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: keys.routing });
      void queryClient.invalidateQueries({ queryKey: keys.conversations });
      toast.ok(t('routing.teamSaved'));
      onClose();
    },
  });
  const minutes = (name: 'answerMinutes' | 'firstAnswerMinutes' | 'nextAnswerMinutes') => (
    <NumberInput
      name={name}
      label={t(`routing.${name}`)}
      description={t(`routing.${name}Hint`)}
      placeholder={t('routing.none')}
      min={1}
      max={2_880}
      allowDecimal={false}
      value={routing[name] ?? ''}
      onChange={(value) => set({ [name]: typeof value === 'number' ? value : null })}
    />
  );
  const chosen = (id: string) => routing.members.includes(id);
  return (
    <Modal opened onClose={onClose} title={t('routing.teamOf', { name: of.team.name })} size="lg">
      <form
        className={page.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Switch
          label={t('routing.enabled')}
          description={t('routing.enabledHint')}
          checked={routing.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
        {routing.enabled && (
          <>
            <Radio.Group label={t('routing.modeLabel')} value={routing.mode} onChange={(mode) => set({ mode })}>
              <div className={css.choices}>
                {(['even', 'least', 'all'] as const).map((mode) => (
                  <Radio
                    key={mode}
                    value={mode}
                    label={t(`routing.mode.${mode}`)}
                    description={t(`routing.modeHint.${mode}`)}
                  />
                ))}
              </div>
            </Radio.Group>
            {of.people.length > 0 && (
              <Checkbox.Group
                label={t('routing.members')}
                description={t('routing.membersHint')}
                value={routing.members}
                onChange={(members) => set({ members })}
              >
                <div className={css.choices}>
                  {of.people.map(({ id, name }) => (
                    <Checkbox key={id} value={id} label={name} checked={chosen(id)} onChange={() => undefined} />
                  ))}
                </div>
              </Checkbox.Group>
            )}
            <div className={page.pair}>
              {routing.mode !== 'all' && (
                <NumberInput
                  name="cap"
                  label={t('routing.cap')}
                  description={t('routing.capHint')}
                  placeholder={t('routing.none')}
                  min={1}
                  max={1_000}
                  allowDecimal={false}
                  value={routing.cap ?? ''}
                  onChange={(value) => set({ cap: typeof value === 'number' ? value : null })}
                />
              )}
              {minutes('answerMinutes')}
            </div>
          </>
        )}
        <div className={page.pair}>
          {minutes('firstAnswerMinutes')}
          {minutes('nextAnswerMinutes')}
        </div>
        <NumberInput
          name="warnMinutes"
          maw="14rem"
          label={t('routing.warnMinutes')}
          description={t('routing.warnMinutesHint')}
          required
          min={1}
          max={1_440}
          allowDecimal={false}
          value={routing.warnMinutes}
          onChange={(value) => typeof value === 'number' && set({ warnMinutes: value })}
        />
        <NativeSelect
          label={t('routing.writes')}
          data={[
            { value: '', label: t('routing.writesAsCompany') },
            { value: 'handler', label: t('routing.writesHandler') },
            { value: 'anybody', label: t('routing.writesAnybody') },
          ]}
          value={routing.onlyHandlerWrites === null ? '' : routing.onlyHandlerWrites ? 'handler' : 'anybody'}
          onChange={(event) => {
            const { value } = event.currentTarget;
            set({ onlyHandlerWrites: value === '' ? null : value === 'handler' });
          }}
        />
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
