import '../shell/mantine-dialog-css.js';
import '@mantine/core/styles/Alert.layer.css';
import { Alert, Button, Checkbox, Modal } from '@mantine/core';
import { IconClockHour4, IconDownload, IconShieldX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { useMe } from '../shell/session.js';
import { attachmentAddress } from '../timeline/attachments.js';

interface Props {
  interactionId: string;
  file: Pick<Schemas['Attachment'], 'n' | 'name' | 'scan' | 'threat'>;
  onClose: () => void;
}

/** Why a file is not given out, what to do, and for an owner the way to it all the same. */
export function HeldFile({ interactionId, file, onClose }: Props) {
  const { t } = useTranslation();
  const { role } = useMe();
  const [sure, setSure] = useState(false);
  const why = file.scan === 'infected' ? 'infected' : file.scan === 'unscannable' ? 'unscannable' : 'waiting';
  const name = file.name || t('timeline.noName');
  return (
    <Modal opened onClose={onClose} title={t(`files.held.${why}.title`)} size="md">
      <Alert
        color={why === 'infected' ? 'red' : 'gray'}
        icon={why === 'infected' ? <IconShieldX size={20} aria-hidden /> : <IconClockHour4 size={20} aria-hidden />}
        title={name}
      >
        {t(`files.held.${why}.means`, { threat: file.threat ?? '' })}
      </Alert>
      <p>{t(`files.held.${why}.next`)}</p>
      {role === 'owner' && (
        <>
          <Checkbox
            checked={sure}
            onChange={(event) => setSure(event.currentTarget.checked)}
            label={t(why === 'infected' ? 'files.held.sure' : 'files.held.sureUnchecked')}
          />
          <Button
            component="a"
            mt="md"
            color={why === 'infected' ? 'red' : 'gray'}
            variant="light"
            leftSection={<IconDownload size={16} aria-hidden />}
            {...(sure
              ? { href: `${attachmentAddress(interactionId, file.n)}?confirmed=yes`, download: name }
              : { 'aria-disabled': true, 'data-disabled': true })}
          >
            {t('files.held.all')}
          </Button>
        </>
      )}
    </Modal>
  );
}
