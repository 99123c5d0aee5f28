import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem.js';
import { problemText } from '../i18n/words.js';
import { Empty } from './empty.js';
import { Retry } from './retry.js';

/** In place of a list or page that could not be fetched. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const { code, isNetwork: away } = asProblem(error);
  // A page asks by what stands in its address: nobody has filled anything in, and the same question is refused again.
  const misled = code === 'request.invalid';
  return (
    <div role="alert">
      <Empty
        icon={away ? IconPlugConnectedX : IconAlertTriangle}
        title={misled ? t('problem.request.address') : problemText(t, error)}
      >
        {!misled && code !== 'access.forbidden' && <Retry onRetry={onRetry} />}
      </Empty>
    </div>
  );
}
