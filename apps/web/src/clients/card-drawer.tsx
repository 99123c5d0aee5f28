import '../shell/mantine-dialog-css.js';
import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Card } from './card.js';

/** The card where there is no room for a column. */
export function CardDrawer({ client, onClose }: { client: Schemas['Client']; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="22rem"
      padding={0}
      title={t('clients.card')}
      styles={{ header: { padding: '0.6rem 1.1rem' } }}
    >
      <Card client={client} />
    </Drawer>
  );
}
