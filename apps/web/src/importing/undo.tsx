import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from '../clients/importing/importing.module.css';
import { Moment } from '../i18n/moment.js';

/** Takes an import back. Asked once more: it may be thousands of cards or letters. */
export function Undo({
  until,
  text,
  busy,
  onUndo,
}: {
  until: string;
  /** What it will take away. */
  text: string;
  busy: boolean;
  onUndo: () => void;
}) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <span className={css.calm}>
        {asked ? (
          text
        ) : (
          <>
            {t('importing.undoUntil')} <Moment at={until} as="day" />
          </>
        )}
      </span>
      {asked && (
        <Button variant="default" onClick={() => setAsked(false)}>
          {t('act.cancel')}
        </Button>
      )}
      <Button
        variant={asked ? 'light' : 'default'}
        color={asked ? 'red' : undefined}
        loading={busy}
        leftSection={<IconArrowBackUp size={15} aria-hidden />}
        onClick={() => (asked ? onUndo() : setAsked(true))}
      >
        {t(asked ? 'importing.reallyUndo' : 'importing.undo')}
      </Button>
    </>
  );
}
