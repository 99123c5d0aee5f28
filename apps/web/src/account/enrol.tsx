import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { queryClient } from '../api/query-client.js';
import { Gate } from '../shell/gate.js';
import gate from '../shell/gate.module.css';
import { nextPage } from '../shell/next-page.js';
import { Trouble } from '../shell/trouble.js';
import { AddPasskey } from './add-passkey.js';
import { mySecondFactorQuery } from './queries.js';
import { RecoveryCodes } from './recovery-codes.js';
import { TotpSetup } from './totp-setup.js';

/** By the company's policy a second factor comes before everything else. */
export function Enrol() {
  const { t } = useTranslation();
  const router = useRouter();
  const { next } = useSearch({ from: '/enrol' });
  const query = useQuery(mySecondFactorQuery);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const out = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/session')),
    onSettled: async () => {
      await router.navigate({ to: '/sign-in', replace: true });
      queryClient.clear();
    },
  });
  const goOn = () => {
    queryClient.clear();
    router.history.replace(nextPage(next));
  };
  const done = (fresh: readonly string[]) => {
    if (fresh.length > 0) setCodes(fresh);
    else goOn();
  };
  return (
    <Gate title={t('account.enrol.title')} text={t('account.enrol.text')} wide>
      <div className={gate.form}>
        {codes !== null ? (
          <RecoveryCodes codes={codes} onKept={goOn} />
        ) : query.isError ? (
          <Trouble
            error={query.error}
            onRetry={() => void router.navigate({ to: '/sign-in', search: next === undefined ? {} : { next } })}
          />
        ) : (
          query.isSuccess && (
            <>
              <TotpSetup fresh={query.data.fresh} onDone={done} />
              <AddPasskey fresh={query.data.fresh} onDone={done} instead />
            </>
          )
        )}
      </div>
      {codes === null && (
        <Button variant="subtle" color="gray" mt="xs" loading={out.isPending} onClick={() => out.mutate()}>
          {t('account.second.other')}
        </Button>
      )}
    </Gate>
  );
}
