import { Button } from '@mantine/core';
import { IconHeartbeat, IconLink, IconUnlink } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { useMay } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import type { WhatsappNumber } from './queries.js';
import { Standing, Vitals } from './standing-lines.js';
import { standingOf } from './standing.js';
import own from './whatsapp.module.css';

/** How a number is just now, and what can be done about it. */
export function NumberHealth({ number }: { number: WhatsappNumber }) {
  const { t } = useTranslation();
  const mayManage = useMay('whatsapp.manage');
  const [sure, setSure] = useState(false);
  const { wantsPhone } = standingOf(number);
  const params = { path: { id: number.id } };
  const renewed = () => queryClient.invalidateQueries({ queryKey: keys.whatsapp });
  const unlink = useMutation({
    mutationFn: () => take(api.POST('/api/v1/whatsapp/numbers/{id}/unlink', { params })),
    onSuccess: () => {
      toast.ok(t('whatsapp.unlinked'));
      return renewed();
    },
    onError: (error) => toast.bad(problemText(t, error)),
    onSettled: () => setSure(false),
  });
  const canary = useMutation({
    mutationFn: () => take(api.POST('/api/v1/whatsapp/numbers/{id}/canary', { params })),
    onSuccess: () => {
      toast.ok(t('whatsapp.canarySent'));
      return renewed();
    },
    onError: (error) => toast.bad(problemText(t, error)),
  });
  return (
    <section className={own.health} aria-label={t('whatsapp.health')}>
      <Standing number={number} />
      <Vitals number={number} />
      {mayManage && number.driver === 'web' && number.enabled && (
        <div className={own.healthActs}>
          {(wantsPhone || number.linked === null) && (
            <Button
              component={Link}
              to={`/whatsapp/${number.id}/link`}
              size="compact-sm"
              leftSection={<IconLink size={15} aria-hidden />}
            >
              {t('whatsapp.link')}
            </Button>
          )}
          {number.linked !== null && (
            <>
              <Button
                size="compact-sm"
                variant="default"
                loading={canary.isPending}
                leftSection={<IconHeartbeat size={15} aria-hidden />}
                onClick={() => canary.mutate()}
              >
                {t('whatsapp.sendCanary')}
              </Button>
              <Button
                size="compact-sm"
                variant={sure ? 'filled' : 'default'}
                color={sure ? 'red' : undefined}
                loading={unlink.isPending}
                leftSection={<IconUnlink size={15} aria-hidden />}
                onBlur={() => setSure(false)}
                onClick={() => (sure ? unlink.mutate() : setSure(true))}
              >
                {t(sure ? 'whatsapp.reallyUnlink' : 'whatsapp.unlink')}
              </Button>
            </>
          )}
        </div>
      )}
      {sure && <p role="status">{t('whatsapp.unlinkAbout')}</p>}
    </section>
  );
}
