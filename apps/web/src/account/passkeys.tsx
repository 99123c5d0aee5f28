import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconFingerprint, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import css from './account.module.css';
import { PasswordAgain } from './password-again.js';
import { AddPasskey } from './add-passkey.js';
import { browserHasPasskeys } from './passkey.js';
import { myPasskeysQuery, mySecondFactorQuery } from './queries.js';
import { RecoveryCodes } from './recovery-codes.js';

const renewed = () =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.myPasskeys }),
    queryClient.invalidateQueries({ queryKey: keys.mySecondFactor }),
  ]);

/** My passkeys: they let in without a password, or after it. */
export function Passkeys() {
  const { t } = useTranslation();
  const { data } = useQuery(myPasskeysQuery);
  const { data: factor } = useQuery(mySecondFactorQuery);
  const [adding, setAdding] = useState(false);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const section = useRef<HTMLElement>(null);
  if (data === undefined || factor === undefined) return null;
  const possible = data.available && browserHasPasskeys();
  if (!possible && data.items.length === 0) return null;
  const done = (fresh: readonly string[]) => {
    setAdding(false);
    setCodes(fresh);
    void renewed();
  };
  return (
    <section ref={section} className={page.section} aria-label={t('account.passkeys.title')}>
      <div className={page.sectionHead}>
        <h2>{t('account.passkeys.title')}</h2>
        {possible && !adding && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t('account.passkeys.add')}
          </Button>
        )}
      </div>
      <p className={css.text}>{t('account.passkeys.text')}</p>
      {data.items.length > 0 && (
        <ul className={`${css.rows} ${css.spaced}`}>
          {data.items.map((passkey) => (
            <PasskeyRow
              key={passkey.id}
              passkey={passkey}
              fresh={factor.fresh}
              onRemoved={() => section.current?.querySelector('button')?.focus()}
            />
          ))}
        </ul>
      )}
      {adding && (
        <div className={css.below}>
          <AddPasskey fresh={factor.fresh} onDone={done} onCancel={() => setAdding(false)} />
        </div>
      )}
      {codes.length > 0 && (
        <div className={css.below}>
          <RecoveryCodes codes={codes} onKept={() => setCodes([])} />
        </div>
      )}
    </section>
  );
}

function PasskeyRow({
  passkey,
  fresh,
  onRemoved,
}: {
  passkey: Schemas['Passkey'];
  fresh: boolean;
  /** This row is gone, and the focus with it. */
  onRemoved: () => void;
}) {
  const { t } = useTranslation();
  const [doing, setDoing] = useState<'nothing' | 'renaming' | 'removing'>('nothing');
  const [name, setName] = useState(passkey.name);
  const [password, setPassword] = useState('');
  const pencil = useRef<HTMLButtonElement>(null);
  const bin = useRef<HTMLButtonElement>(null);
  const params = { path: { passkeyId: passkey.id } };
  /** The form goes, and whoever was in it is where they came from. */
  const close = () => {
    (doing === 'renaming' ? pencil : bin).current?.focus();
    setDoing('nothing');
  };
  const over = () => {
    close();
    return renewed();
  };
  const rename = useMutation({
    mutationFn: () => take(api.PATCH('/api/v1/me/passkeys/{passkeyId}', { params, body: { name: name.trim() } })),
    onSuccess: over,
  });
  const remove = useMutation({
    mutationFn: () =>
      take(api.POST('/api/v1/me/passkeys/{passkeyId}/remove', { params, body: fresh ? {} : { password } })),
    onSuccess: () => over().then(onRemoved),
  });
  const begin = (what: 'renaming' | 'removing') => {
    if (doing === what) return close();
    rename.reset();
    remove.reset();
    setName(passkey.name);
    setPassword('');
    setDoing(what);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (doing === 'renaming') rename.mutate();
    else remove.mutate();
  };
  return (
    <li>
      <IconFingerprint size={20} stroke={1.6} aria-hidden />
      <div>
        <b>{passkey.name}</b>
        <small>
          {t('account.passkeys.added')} <Moment at={passkey.createdAt} /> ·{' '}
          {passkey.lastUsedAt === null ? (
            t('account.passkeys.unused')
          ) : (
            <>
              {t('account.passkeys.used')} <Moment at={passkey.lastUsedAt} />
            </>
          )}
        </small>
      </div>
      <div className={css.acts}>
        <ActionIcon
          ref={pencil}
          variant="subtle"
          color="gray"
          aria-label={t('account.passkeys.renameOf', { name: passkey.name })}
          onClick={() => begin('renaming')}
        >
          <IconPencil size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          ref={bin}
          variant="subtle"
          color="gray"
          aria-label={t('account.passkeys.removeOf', { name: passkey.name })}
          onClick={() => begin('removing')}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </div>
      {doing !== 'nothing' && (
        <form className={`${css.form} ${css.wide}`} onSubmit={submit}>
          {doing === 'renaming' && (
            <TextInput
              name="name"
              aria-label={t('account.passkeys.name')}
              autoFocus
              required
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
          {doing === 'removing' && !fresh && <PasswordAgain autoFocus value={password} onChange={setPassword} />}
          <FormProblem error={doing === 'renaming' ? rename.error : remove.error} />
          <div className={css.acts}>
            <Button
              size="compact-sm"
              type="submit"
              color={doing === 'removing' ? 'red' : undefined}
              loading={rename.isPending || remove.isPending}
            >
              {t(doing === 'removing' ? 'account.passkeys.really' : 'act.save')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={close}>
              {t('act.cancel')}
            </Button>
          </div>
        </form>
      )}
    </li>
  );
}
