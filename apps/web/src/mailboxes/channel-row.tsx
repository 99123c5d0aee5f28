import { Button, Progress } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconDownload,
  IconLoader2,
  IconPlayerPause,
  type Icon,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Moment } from '../i18n/moment.js';
import { channelAdvice, codeText, findText, problemText } from '../i18n/words.js';
import { MediumIcon } from '../shell/medium-icon.js';
import { toast } from '../shell/toast.js';
import css from './mailboxes.module.css';
import type { OauthProvider } from './presets.js';
import { signInAt } from './queries.js';

type Channel = Schemas['Channel'];

const signs: Record<string, { icon: Icon; tone: 'ok' | 'warn' | 'dim' }> = {
  online: { icon: IconCircleCheck, tone: 'ok' },
  backfilling: { icon: IconDownload, tone: 'ok' },
  connecting: { icon: IconLoader2, tone: 'dim' },
  waiting: { icon: IconAlertTriangle, tone: 'warn' },
  off: { icon: IconPlayerPause, tone: 'dim' },
};

/** A mailbox and how it is, in plain words, with what to do when it is not well. */
export function ChannelRow({ channel, mayManage }: { channel: Channel; mayManage: boolean }) {
  const { t, i18n } = useTranslation();
  const state = channel.enabled ? channel.state : 'off';
  const { icon: Sign, tone } = signs[state] ?? { icon: IconAlertTriangle, tone: 'warn' as const };
  const trouble = channel.enabled && channel.code !== null ? channel.code : null;
  const { progress } = channel;
  return (
    <li className={css.channel}>
      <MediumIcon medium={channel.medium} size={20} />
      <div className={css.about}>
        <h2>
          {channel.name} <span>{channel.address}</span>
        </h2>
        <p className={css.state} data-tone={trouble === null ? tone : 'warn'}>
          <Sign size={15} aria-hidden />
          <span>
            {findText(t, `channel.${state}`) ?? state}
            {trouble !== null && <> · {codeText(t, trouble)}</>}
          </span>
        </p>
        {trouble !== null && (
          <p className={css.advice}>
            {channelAdvice(t, trouble, channel)}
            {channel.detail !== null && <code>{channel.detail}</code>}
          </p>
        )}
        {progress !== null && progress.total > 0 && state === 'backfilling' && (
          <div className={css.progress}>
            <Progress value={(progress.done / progress.total) * 100} size="sm" aria-label={t('channel.backfilling')} />
            <span>
              {t('mailboxes.progress', {
                done: progress.done.toLocaleString(i18n.language),
                total: progress.total.toLocaleString(i18n.language),
              })}
            </span>
          </div>
        )}
        <p className={css.traffic}>
          {t('mailboxes.lastIn')}{' '}
          {channel.lastInboundAt === null ? t('mailboxes.never') : <Moment at={channel.lastInboundAt} />}
          {' · '}
          {t('mailboxes.lastOut')}{' '}
          {channel.lastOutboundAt === null ? t('mailboxes.never') : <Moment at={channel.lastOutboundAt} />}
          {channel.team !== null && ` · ${channel.team.name}`}
        </p>
      </div>
      {mayManage && trouble === 'mail.sign-in-again' && channel.mailbox?.auth?.kind === 'oauth' && (
        <SignInAgain channel={channel} provider={channel.mailbox.auth.provider} />
      )}
      {mayManage && (
        <Button
          component={Link}
          to={`/mailboxes/${channel.id}`}
          size="compact-sm"
          variant={trouble === null || trouble === 'mail.sign-in-again' ? 'default' : 'filled'}
        >
          {t(trouble === null ? 'mailboxes.settings' : 'mailboxes.repair')}
        </Button>
      )}
    </li>
  );
}

/** What only a person can put right, in one step. */
function SignInAgain({ channel, provider }: { channel: Channel; provider: OauthProvider }) {
  const { t } = useTranslation();
  const leave = useMutation({
    mutationFn: () => signInAt(provider, channel.address, channel.id),
    onError: (error) => toast.bad(problemText(t, error)),
  });
  return (
    <Button size="compact-sm" loading={leave.isPending} onClick={() => leave.mutate()}>
      {t('mailSignIn.signInAgain')}
    </Button>
  );
}
