import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { InviteDialog } from '../people/invite-dialog.js';
import { Invited } from '../people/invited.js';
import { stepTaken } from './queries.js';
import css from './set-up.module.css';

/** Links by which colleagues come; nobody has to wait for them. */
export function PeopleStep() {
  const { t } = useTranslation();
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <Button
        className={css.more}
        leftSection={<IconUserPlus size={16} aria-hidden />}
        onClick={() => setInviting(true)}
      >
        {t('invite.title')}
      </Button>
      <Invited />
      {inviting && (
        <InviteDialog
          onClose={() => {
            setInviting(false);
            void stepTaken();
          }}
        />
      )}
    </>
  );
}
