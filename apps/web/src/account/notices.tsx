import { IconShieldExclamation, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';
import css from './account.module.css';

/** What happened to my account and need not have been my doing; it stands there until I have said that I have seen it. */
export function AccountNotices({ notices }: { notices: Schemas['Me']['notices'] }) {
  const { t } = useTranslation();
  const seen = useMutation({
    mutationFn: (noticeId: string) =>
      take(api.POST('/api/v1/me/notices/{noticeId}/seen', { params: { path: { noticeId } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.me }),
    onError: (problem) => toast.bad(problemText(t, problem)),
  });
  return (
    <div role="alert" className={css.notices}>
      {notices.map(({ id, code, at, by }) => (
        <div key={id}>
          <IconShieldExclamation size={18} aria-hidden />
          <p>
            {t(`account.notice.${code}`)}
            <small>
              {by !== null && `${by.name} · `}
              <Moment at={at} /> · <Link to="/account">{t('account.title')}</Link>
            </small>
          </p>
          <button type="button" aria-label={t('account.noticeSeen')} onClick={() => seen.mutate(id)}>
            <IconX size={16} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  );
}
