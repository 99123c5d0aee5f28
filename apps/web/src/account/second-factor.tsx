import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconLifebuoy, IconShieldCheck, IconShieldOff } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import css from './account.module.css';
import { PasswordAgain } from './password-again.js';
import { mySecondFactorQuery } from './queries.js';
import { RecoveryCodes } from './recovery-codes.js';
import { TotpSetup } from './totp-setup.js';

const renewed = () => queryClient.invalidateQueries({ queryKey: keys.mySecondFactor });

/** What is asked for besides the password. */
export function SecondFactor() {
  const { t } = useTranslation();
  const query = useQuery(mySecondFactorQuery);
  return (
    <section className={page.section}>
      <h2>{t('account.secondFactor')}</h2>
      <p>{t('account.secondFactorText')}</p>
      {query.isPending ? (
        <RowsSkeleton rows={1} height={48} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Standing factor={query.data} />
      )}
    </section>
  );
}

type Doing = 'nothing' | 'turning-on' | 'turning-off' | 'renewing';

function Standing({ factor }: { factor: Schemas['OwnSecondFactor'] }) {
  const { t } = useTranslation();
  const [doing, setDoing] = useState<Doing>('nothing');
  const [codes, setCodes] = useState<readonly string[]>([]);
  const done = (fresh: readonly string[]) => {
    setDoing('nothing');
    setCodes(fresh);
    void renewed();
  };
  const on = factor.totpSince !== null;
  const Sign = on ? IconShieldCheck : IconShieldOff;
  return (
    <>
      <ul className={css.rows}>
        <li>
          <Sign size={20} stroke={1.6} aria-hidden />
          <div>
            <b>{t('account.totp.title')}</b>
            <small>
              {on ? (
                <>
                  {t('account.totp.on')} <Moment at={factor.totpSince ?? ''} />
                </>
              ) : (
                t(factor.required ? 'account.totp.offRequired' : 'account.totp.off')
              )}
            </small>
          </div>
          {doing === 'nothing' && (
            <Button
              size="compact-sm"
              variant={on ? 'default' : 'filled'}
              onClick={() => setDoing(on ? 'turning-off' : 'turning-on')}
            >
              {t(on ? 'account.totp.turnOff' : 'account.totp.setUp')}
            </Button>
          )}
        </li>
        {(on || factor.passkeys > 0) && (
          <li>
            <IconLifebuoy size={20} stroke={1.6} aria-hidden />
            <div>
              <b>{t('account.recovery.title')}</b>
              <small>{t('account.recovery.left', { count: factor.recoveryCodes })}</small>
            </div>
            {doing === 'nothing' && (
              <Button size="compact-sm" variant="default" onClick={() => setDoing('renewing')}>
                {t('account.recovery.renew')}
              </Button>
            )}
          </li>
        )}
      </ul>
      {doing === 'turning-on' && (
        <div className={css.below}>
          <TotpSetup fresh={factor.fresh} onDone={done} onCancel={() => setDoing('nothing')} />
        </div>
      )}
      {doing === 'turning-off' && <TurnOff onDone={() => done([])} onCancel={() => setDoing('nothing')} />}
      {doing === 'renewing' && <Renew fresh={factor.fresh} onDone={done} onCancel={() => setDoing('nothing')} />}
      {codes.length > 0 && (
        <div className={css.below}>
          <RecoveryCodes codes={codes} onKept={() => setCodes([])} />
        </div>
      )}
    </>
  );
}

function TurnOff({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const off = useMutation({
    mutationFn: () => take(api.POST('/api/v1/me/second-factor/totp/remove', { body: { password, code } })),
    onSuccess: () => {
      toast.ok(t('account.totp.isOff'));
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    off.mutate();
  };
  return (
    <form className={`${css.form} ${css.below}`} onSubmit={submit}>
      <div className={page.pair}>
        <PasswordInput
          name="password"
          label={t('signIn.password')}
          autoFocus
          required
          withAsterisk={false}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
        <TextInput
          name="code"
          label={t('account.codeOrRecovery')}
          required
          withAsterisk={false}
          autoComplete="one-time-code"
          maxLength={40}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      </div>
      <FormProblem error={off.error} />
      <div className={css.acts}>
        <Button size="xs" color="red" type="submit" loading={off.isPending}>
          {t('account.totp.turnOff')}
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          {t('act.cancel')}
        </Button>
      </div>
    </form>
  );
}

interface RenewProps {
  fresh: boolean;
  onDone: (codes: readonly string[]) => void;
  onCancel: () => void;
}

function Renew({ fresh, onDone, onCancel }: RenewProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const renew = useMutation({
    mutationFn: () => take(api.POST('/api/v1/me/second-factor/recovery-codes', { body: fresh ? {} : { password } })),
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    renew.mutate();
  };
  return (
    <form className={`${css.form} ${css.below}`} onSubmit={submit}>
      <p className={css.text}>{t('account.recovery.renewText')}</p>
      {!fresh && <PasswordAgain autoFocus value={password} onChange={setPassword} />}
      <FormProblem error={renew.error} />
      <div className={css.acts}>
        <Button size="xs" type="submit" autoFocus={fresh} loading={renew.isPending}>
          {t('account.recovery.renew')}
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          {t('act.cancel')}
        </Button>
      </div>
    </form>
  );
}
