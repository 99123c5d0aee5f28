import { IconEye } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { problemText } from '../i18n/words.js';
import { useMe } from './session.js';
import css from './shell.module.css';
import { toast } from './toast.js';

/** Says through whose eyes the owner looks, for as long as they do. */
export function ViewAsBanner() {
  const { t } = useTranslation();
  const me = useMe();
  const end = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/session/view-as')),
    // A page made anew: nothing that was seen as somebody else may linger in it.
    onSuccess: () => window.location.assign('/people'),
    onError: (error) => toast.bad(problemText(t, error)),
  });
  return (
    <div role="status">
      {me.viewedBy !== null && (
        <div className={css.banner}>
          <IconEye size={16} aria-hidden />
          {t('viewAs.banner', { name: me.name })}
          <button type="button" disabled={end.isPending} onClick={() => end.mutate()}>
            {t('viewAs.end')}
          </button>
        </div>
      )}
    </div>
  );
}
