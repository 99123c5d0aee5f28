import { Button } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { retry, type Outgoing } from '../outbox.js';
import css from '../outgoing-entry.module.css';

interface Props {
  entry: Outgoing;
  /** What the server told of `note.mentioned-do-not-see`. */
  details: Readonly<Record<string, unknown>>;
  onTakeBack: () => void;
}

/** Some who are mentioned do not see the card: the author decides whether they are to. */
export function DoNotSee({ entry, details, onTakeBack }: Props) {
  const { t } = useTranslation();
  const people = details['people'] as readonly { id: string; name: string }[];
  const names = people.map(({ name }) => name).join(', ');
  const seeing = (entry.mentions ?? []).filter(({ id }) => !people.some((one) => one.id === id));
  const mayOpen = details['mayOpen'] === true;
  return (
    <>
      <span className={css.why}>
        <IconEyeOff size={14} aria-hidden />
        {t('mention.doNotSee', { names })} {mayOpen ? '' : t('mention.askHead')}
      </span>
      {mayOpen && (
        <Button size="compact-xs" variant="filled" onClick={() => retry(entry.key, { openCard: true })}>
          {t('mention.open', { count: Number(details['days']) })}
        </Button>
      )}
      <Button size="compact-xs" variant="default" onClick={() => retry(entry.key, { mentions: seeing })}>
        {t('mention.untold')}
      </Button>
      <Button size="compact-xs" variant="default" onClick={onTakeBack}>
        {t('composer.takeBack')}
      </Button>
    </>
  );
}
