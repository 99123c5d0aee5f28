import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem.js';
import { problemText } from '../i18n/words.js';
import { Empty } from './empty.js';
import { Retry } from './retry.js';
import css from './retry.module.css';

/** Whoever waits for a server that is away presses no button: it is asked again this often, and once the network is back. */
const askedAgainMs = 5_000;

/** In place of a list or page that could not be fetched. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const { code, isNetwork: away } = asProblem(error);
  // A page asks by what stands in its address: nobody has filled anything in, and the same question is refused again.
  const misled = code === 'request.invalid';
  // Passed on to somebody else, or never there: on the phone such a page has no bar by which to leave it.
  const gone = code.endsWith('.not-found');
  useEffect(() => {
    if (!away) return undefined;
    const timer = window.setInterval(onRetry, askedAgainMs);
    window.addEventListener('online', onRetry);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener('online', onRetry);
    };
  }, [away, onRetry]);
  return (
    <div role="alert">
      <Empty
        icon={away ? IconPlugConnectedX : IconAlertTriangle}
        title={misled ? t('problem.request.address') : problemText(t, error)}
      >
        {gone && (
          <Link className={css.retry} to="/inbox">
            {t('shell.page.inbox')}
          </Link>
        )}
        {!misled && !gone && code !== 'access.forbidden' && <Retry onRetry={onRetry} />}
      </Empty>
    </div>
  );
}
