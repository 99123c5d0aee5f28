import '../../shell/mantine-dialog-css.js';
import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clientQuery } from '../../api/queries.js';
import { Compare } from './compare.js';
import { OtherCard } from './other-card.js';

interface Props {
  clientId: string;
  /** Where it is known already which one. */
  otherId?: string;
  onClose: () => void;
}

/** Two cards of one client: which other one, whose words stand, what moves. */
export function MergeDialog({ clientId, otherId: given, onClose }: Props) {
  const { t } = useTranslation();
  const { data: client } = useQuery(clientQuery(clientId));
  const [otherId, setOtherId] = useState(given ?? null);
  return (
    <Modal opened onClose={onClose} size="lg" title={t('merging.title')}>
      {client !== undefined &&
        (otherId === null ? (
          <OtherCard client={client} onChosen={setOtherId} />
        ) : (
          <Compare
            client={client}
            otherId={otherId}
            onBack={given === undefined ? () => setOtherId(null) : onClose}
            onClose={onClose}
          />
        ))}
    </Modal>
  );
}
