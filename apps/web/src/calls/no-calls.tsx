import { Button } from '@mantine/core';
import { IconPhoneOff, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from '../shell/empty.js';
import { useMay } from '../shell/session.js';
import { telephonyQuery } from './call-queries.js';

/** An empty list of calls: why it is empty, and what fills it; without a number of the company that is the first thing to say. */
export function NoCalls({ icon, title, text }: { icon: Icon; title: string; text: string }) {
  const { t } = useTranslation();
  const { data: telephony } = useQuery(telephonyQuery);
  const mayManage = useMay('telephony.manage');
  if (telephony?.numbers !== 0) return <Empty icon={icon} title={title} text={text} />;
  return (
    <Empty
      icon={IconPhoneOff}
      title={t('calls.noNumber')}
      text={t(mayManage ? 'calls.noNumberText' : 'calls.noNumberTextOthers')}
    >
      {mayManage && (
        <Button component={Link} to="/telephony" size="xs">
          {t('calls.connectNumber')}
        </Button>
      )}
    </Empty>
  );
}
