import { Button } from '@mantine/core';
import { IconMapPinOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../../api/client.js';
import { asProblem } from '../../api/problem.js';
import { Empty } from '../../shell/empty.js';
import { Trouble } from '../../shell/trouble.js';

interface Props {
  clientId: string;
  entryId: string;
  error: unknown;
  onRetry: () => void;
  onNewest: () => void;
}

/** The entry that a link names is not on this card, or not for this viewer: no word of which. One that moved to another card is followed there. */
export function Missing({ clientId, entryId, error, onRetry, onNewest }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const gone = ['interaction.not-found', 'request.invalid'].includes(asProblem(error).code);
  const { data: moved, isPending } = useQuery({
    queryKey: ['interaction', entryId],
    queryFn: () => take(api.GET('/api/v1/interactions/{id}', { params: { path: { id: entryId } } })),
    enabled: gone,
    retry: false,
    staleTime: 0,
  });
  const cardId = moved?.clientId;
  useEffect(() => {
    if (cardId == null || cardId === clientId) return;
    void navigate({
      to: '/clients/$clientId',
      params: { clientId: cardId },
      search: { entry: entryId },
      replace: true,
    });
  }, [cardId, clientId, entryId, navigate]);
  if (!gone) return <Trouble error={error} onRetry={onRetry} />;
  if (isPending || (cardId != null && cardId !== clientId)) return null;
  return (
    <div role="alert">
      <Empty icon={IconMapPinOff} title={t('browse.missing')} text={t('browse.missingText')}>
        <Button size="xs" variant="default" onClick={onNewest}>
          {t('browse.toNewest')}
        </Button>
      </Empty>
    </div>
  );
}
