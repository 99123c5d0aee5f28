import { Checkbox, NativeSelect, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import css from './protection.module.css';
import type { SubmissionPolicy } from './queries.js';

interface Props {
  policy: SubmissionPolicy;
  mailboxes: readonly Schemas['Channel'][];
  onChange: (change: Partial<SubmissionPolicy>) => void;
}

/** What of the page's ways holds in mail programs too: the signature, canned responses; and letters among colleagues. */
export function SubmissionHabits({ policy, mailboxes, onChange }: Props) {
  const { t } = useTranslation();
  const { signature } = policy;
  const sign = (to: Partial<typeof signature>) => onChange({ signature: { ...signature, ...to } });
  return (
    <>
      <Switch
        label={t('submission.signature')}
        description={t('submission.signatureHint')}
        checked={signature.enabled}
        onChange={(event) => sign({ enabled: event.currentTarget.checked })}
      />
      {signature.enabled && (
        <div className={css.inside}>
          <NativeSelect
            label={t('submission.signatureIn')}
            data={[
              { value: 'all', label: t('submission.allMailboxes') },
              { value: 'chosen', label: t('submission.chosenMailboxes') },
            ]}
            value={signature.channelIds === null ? 'all' : 'chosen'}
            onChange={(event) =>
              sign({ channelIds: event.currentTarget.value === 'all' ? null : mailboxes.map(({ id }) => id) })
            }
          />
          {signature.channelIds !== null && (
            <Checkbox.Group
              label={t('submission.mailboxes')}
              value={signature.channelIds}
              onChange={(channelIds) => sign({ channelIds })}
            >
              <div className={css.choices}>
                {mailboxes.map(({ id, address }) => (
                  <Checkbox key={id} value={id} label={address} />
                ))}
              </div>
            </Checkbox.Group>
          )}
          <Switch
            label={t('submission.replaceOwn')}
            description={t('submission.replaceOwnHint')}
            checked={signature.replaceOwn}
            onChange={(event) => sign({ replaceOwn: event.currentTarget.checked })}
          />
        </div>
      )}
      <Switch
        label={t('submission.responses')}
        description={t('submission.responsesHint')}
        checked={policy.responses}
        onChange={(event) => onChange({ responses: event.currentTarget.checked })}
      />
      <NativeSelect
        label={t('submission.colleagues')}
        description={t(`submission.colleaguesAbout.${policy.colleagues}`)}
        data={(['allow', 'refuse'] as const).map((value) => ({
          value,
          label: t(`submission.colleaguesKind.${value}`),
        }))}
        value={policy.colleagues}
        onChange={(event) => onChange({ colleagues: event.currentTarget.value as SubmissionPolicy['colleagues'] })}
      />
    </>
  );
}
