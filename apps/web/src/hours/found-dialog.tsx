import { Button, Checkbox, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import { spanText } from './holiday-words.js';
import css from './holidays.module.css';
import { holidaysChanged } from './queries.js';
import { WhichChannels } from './which-channels.js';

/** What stands in a calendar, to be chosen from: not every day in it is one on which everybody is off. */
export function FoundDialog({ found, onClose }: { found: Schemas['HolidaysFound']; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { items, leftOut } = found;
  const [chosen, setChosen] = useState(() => new Set(items.flatMap((item, n) => (item.known ? [] : n))));
  const [channelIds, setChannelIds] = useState<string[] | null>(null);
  const add = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/holidays', {
          body: { items: items.filter((_, n) => chosen.has(n)).map(({ known: _, ...facts }) => facts), channelIds },
        }),
      ),
    onSuccess: () => {
      holidaysChanged();
      toast.ok(t('holidays.added', { count: chosen.size }));
      onClose();
    },
  });
  const toggle = (n: number) => {
    const next = new Set(chosen);
    if (!next.delete(n)) next.add(n);
    setChosen(next);
  };
  return (
    <Modal opened onClose={onClose} title={t('holidays.found', { count: items.length })} size="lg">
      <div className={page.form}>
        {leftOut.timed + leftOut.past > 0 && (
          <p className={css.leftOut}>
            {leftOut.timed > 0 && t('holidays.leftTimed', { count: leftOut.timed })}{' '}
            {leftOut.past > 0 && t('holidays.leftPast', { count: leftOut.past })}
          </p>
        )}
        {items.length > 0 && (
          <>
            <Checkbox
              label={t('holidays.chooseAll')}
              checked={chosen.size === items.length}
              indeterminate={chosen.size > 0 && chosen.size < items.length}
              onChange={() => setChosen(new Set(chosen.size === items.length ? [] : items.keys()))}
            />
            <ul className={`${page.box} ${css.found}`} tabIndex={0} aria-label={t('holidays.title')}>
              {items.map((item, n) => (
                <li key={n}>
                  <Checkbox label={item.name} checked={chosen.has(n)} onChange={() => toggle(n)} />
                  <small>
                    {spanText(item, i18n.language)}
                    {item.yearly && ` · ${t('holidays.yearly')}`}
                    {item.known && ` · ${t('holidays.known')}`}
                  </small>
                </li>
              ))}
            </ul>
            <WhichChannels chosen={channelIds} onChoose={setChannelIds} />
          </>
        )}
        <FormProblem error={add.error} />
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button
            loading={add.isPending}
            disabled={chosen.size === 0 || channelIds?.length === 0}
            onClick={() => add.mutate()}
          >
            {t('holidays.addChosen', { count: chosen.size })}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
