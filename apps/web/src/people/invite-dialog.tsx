import { Button, Modal, NativeSelect, Switch, TextInput } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { teamsQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { copyText } from '../shell/copy-text.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import css from './people.module.css';
import { roles, type GivenRole } from './roles.js';

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
  const { data: teams } = useQuery(teamsQuery);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<GivenRole>('employee');
  const [teamId, setTeamId] = useState('');
  const [seesContacts, setSeesContacts] = useState(false);
  const invite = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/invitations', {
          body: { name: name.trim(), email: email.trim(), role, teamId: teamId || null, seesContacts },
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
      <TextInput
        label={t('people.name')}
        data-autofocus
        required
        withAsterisk={false}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('people.email')}
        description={t('people.emailHint')}
        type="email"
        required
        withAsterisk={false}
        maxLength={320}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('people.roleName')}
        description={t(`people.roleAbout.${role}`)}
        data={roles.map((value) => ({ value, label: t(`people.role.${value}`) }))}
        value={role}
        onChange={(event) => setRole(event.currentTarget.value as GivenRole)}
      />
      <NativeSelect
        label={t('people.team')}
        data={[
          { value: '', label: t('people.noTeam') },
          ...(teams?.items ?? []).map((team) => ({ value: team.id, label: team.name })),
        ]}
        value={teamId}
        onChange={(event) => setTeamId(event.currentTarget.value)}
      />
      {role === 'employee' && (
        <Switch
          label={t('people.seesContacts')}
          description={t('people.seesContactsHint')}
          checked={seesContacts}
          onChange={(event) => setSeesContacts(event.currentTarget.checked)}
        />
      )}
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
  const until = new Date(made.invitation.expiresAt).toLocaleDateString(i18n.language, { dateStyle: 'long' });
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
