import { Button, Modal, TextInput } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { copyText } from '../shell/copy-text.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import { EmployeeFields, type EmployeeSaid } from './employee-fields.js';
import css from './people.module.css';

/** A link by which a new employee comes, or another one for somebody who has been invited already. */
export function InviteDialog({
  renewed = null,
  onClose,
}: {
  renewed?: Schemas['NewInvitation'] | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [made, setMade] = useState(renewed);
  return (
    <Modal opened onClose={onClose} title={made === null ? t('invite.title') : made.invitation.name}>
      {made === null ? <Form onMade={setMade} onClose={onClose} /> : <Handover made={made} onClose={onClose} />}
    </Modal>
  );
}

function Form({ onMade, onClose }: { onMade: (made: Schemas['NewInvitation']) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [said, setSaid] = useState<EmployeeSaid>({ name: '', role: 'employee', teamId: '', seesContacts: false });
  const [email, setEmail] = useState('');
  const invite = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/invitations', {
          body: { ...said, name: said.name.trim(), email: email.trim(), teamId: said.teamId || null },
        }),
      ),
    onSuccess: (made) => {
      onMade(made);
      void queryClient.invalidateQueries({ queryKey: keys.invitations });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <form className={page.form} onSubmit={submit} autoComplete="off">
      <EmployeeFields said={said} onSaid={setSaid}>
        <TextInput
          name="email"
          label={t('people.email')}
          description={t('people.emailHint')}
          type="email"
          required
          withAsterisk={false}
          maxLength={320}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      </EmployeeFields>
      <FormProblem error={invite.error} />
      <div className={page.acts}>
        <Button variant="default" onClick={onClose}>
          {t('act.cancel')}
        </Button>
        <Button type="submit" loading={invite.isPending}>
          {t('invite.make')}
        </Button>
      </div>
    </form>
  );
}

/** The only time that the link can be seen. */
function Handover({ made, onClose }: { made: Schemas['NewInvitation']; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const link = `${window.location.origin}/join/${made.token}`;
  const until = new Date(made.invitation.expiresAt).toLocaleDateString(i18n.language, {
    day: 'numeric',
    month: 'long',
  });
  const copy = async () => {
    if (await copyText(t, link)) toast.ok(t('invite.copied'));
  };
  return (
    <div className={page.form}>
      <p className={css.handover}>{t('invite.handOver', { name: made.invitation.name, until })}</p>
      <TextInput
        label={t('invite.link')}
        readOnly
        data-autofocus
        value={link}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className={page.acts}>
        <Button variant="default" onClick={onClose}>
          {t('invite.done')}
        </Button>
        <Button leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void copy()}>
          {t('invite.copy')}
        </Button>
      </div>
    </div>
  );
}
