import '@mantine/core/styles/Menu.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import { Button, Menu } from '@mantine/core';
import { IconBan, IconMailOff, IconMailCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';
import css from './unplaced.module.css';
import { useLift } from './use-lift.js';

/** Whether somebody wants this letter, and whether anything from there is shown. */
export function Unwanted({ item, onGone }: { item: Schemas['Unplaced']; onGone: () => void }) {
  const { t } = useTranslation();
  const lift = useLift();
  const isSpam = item.flags.includes('spam') || item.flags.includes('blocked');
  const renew = () => {
    for (const queryKey of [keys.unplaced, keys.counters, keys.start]) void queryClient.invalidateQueries({ queryKey });
  };
  const put = (spam: boolean) =>
    take(api.PUT('/api/v1/unplaced/{id}/spam', { params: { path: { id: item.id } }, body: { spam } }));
  const judge = useMutation({
    mutationFn: put,
    onSuccess: (_, spam) => {
      onGone();
      renew();
      toast.undoable(t(spam ? 'spam.wasSpam' : 'spam.wasNot'), () => void put(!spam).then(renew));
    },
    onError: (error) => toast.bad(problemText(t, error)),
  });
  const block = useMutation({
    mutationFn: (kind: 'address' | 'domain') =>
      take(api.POST('/api/v1/blocked-senders', { body: { interactionId: item.id, kind } })),
    onSuccess: ({ id, value }) => {
      onGone();
      renew();
      toast.undoable(t('spam.blocked', { value }), () => lift.mutate({ id, value }));
    },
    onError: (error) => toast.bad(problemText(t, error)),
  });
  return (
    <div className={css.unwanted}>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        loading={judge.isPending}
        leftSection={isSpam ? <IconMailCheck size={15} aria-hidden /> : <IconMailOff size={15} aria-hidden />}
        onClick={() => judge.mutate(!isSpam)}
      >
        {t(isSpam ? 'spam.isNot' : 'spam.is')}
      </Button>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            loading={block.isPending}
            leftSection={<IconBan size={15} aria-hidden />}
          >
            {t('spam.block')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['address', 'domain'] as const).map((kind) => (
            <Menu.Item key={kind} onClick={() => block.mutate(kind)}>
              {t(`spam.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
