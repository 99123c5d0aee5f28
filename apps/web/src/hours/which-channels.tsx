import { Checkbox, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { channelHoursQuery } from '../routing/queries.js';
import css from './holidays.module.css';

interface Props {
  /** null: every one. */
  chosen: readonly string[] | null;
  onChoose: (to: string[] | null) => void;
}

/** Of every channel, or of some of them. */
export function WhichChannels({ chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const channels = (useQuery(channelHoursQuery).data?.items ?? []).map(({ channel }) => channel);
  const toggle = (id: string) => {
    const some = chosen ?? [];
    onChoose(some.includes(id) ? some.filter((each) => each !== id) : [...some, id]);
  };
  return (
    <Radio.Group
      label={t('holidays.where')}
      value={chosen === null ? 'all' : 'some'}
      onChange={(value) => onChoose(value === 'all' ? null : [])}
    >
      <Radio mt="xs" value="all" label={t('holidays.everyChannel')} />
      <Radio mt="xs" mb="xs" value="some" disabled={channels.length === 0} label={t('holidays.someChannels')} />
      {chosen !== null && (
        <div className={css.channels}>
          {channels.map(({ id, name }) => (
            <Checkbox key={id} label={name} checked={chosen.includes(id)} onChange={() => toggle(id)} />
          ))}
        </div>
      )}
    </Radio.Group>
  );
}
