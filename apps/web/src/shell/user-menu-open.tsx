import '@mantine/core/styles/Menu.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import {
  IconCheck,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCog,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { meQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { forgetWork } from '../composer/kept-work.js';
import { forgetOutbox } from '../composer/outbox.js';
import { choose, currentLanguage } from '../i18n/i18n.js';
import { languages, type Language } from '../i18n/language.js';
import { problemText } from '../i18n/words.js';
import { useMe } from './session.js';
import css from './shell.module.css';
import { toast } from './toast.js';
import { UserButton, type UserMenuParts } from './user-menu.js';

const schemes: readonly { scheme: MantineColorScheme; icon: typeof IconSun }[] = [
  { scheme: 'light', icon: IconSun },
  { scheme: 'dark', icon: IconMoon },
  { scheme: 'auto', icon: IconDeviceDesktop },
];

/** The menu itself, fetched when somebody opens it. */
export function UserMenuOpen({ onHelp, position, pages, label, waiting }: UserMenuParts) {
  const { t } = useTranslation();
  const me = useMe();
  const router = useRouter();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const chooseLanguage = useMutation({
    mutationFn: async (language: Language) => {
      // First of all: a page that is entered meanwhile speaks the language that stands here.
      queryClient.setQueryData(meQuery.queryKey, { ...me, locale: language });
      await choose(language);
      return take(api.PATCH('/api/v1/me', { body: { locale: language } }));
    },
    onSuccess: (changed) => queryClient.setQueryData(keys.me, changed),
    onError: (error) => toast.bad(problemText(t, error)),
  });
  const signOut = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/session')),
    onSuccess: async () => {
      forgetOutbox();
      forgetWork();
      await router.navigate({ to: '/sign-in', replace: true });
      queryClient.clear();
    },
    onError: (error) => toast.bad(problemText(t, error)),
  });
  return (
    <Menu position={position} width={240} defaultOpened>
      <Menu.Target>
        <UserButton name={me.name} label={label} waiting={waiting} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name} · {t(`people.role.${me.role}`)}
          <br />
          {me.company.name}
        </Menu.Label>
        {pages.map((page) => (
          <Menu.Item key={page.name} leftSection={<page.icon size={16} aria-hidden />} component={Link} to={page.to}>
            {t(`shell.page.${page.name}`)}
          </Menu.Item>
        ))}
        <Menu.Item leftSection={<IconUserCog size={16} aria-hidden />} component={Link} to="/account">
          {t('account.title')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('shell.language')}</Menu.Label>
        {Object.entries(languages).map(([code, name]) => (
          <Menu.Item
            key={code}
            lang={code}
            onClick={() => chooseLanguage.mutate(code as Language)}
            rightSection={currentLanguage() === code ? <IconCheck size={15} aria-label={t('shell.chosen')} /> : null}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('shell.theme')}</Menu.Label>
        {schemes.map(({ scheme, icon: SchemeIcon }) => (
          <Menu.Item
            key={scheme}
            leftSection={<SchemeIcon size={16} aria-hidden />}
            onClick={() => setColorScheme(scheme)}
            rightSection={colorScheme === scheme ? <IconCheck size={15} aria-label={t('shell.chosen')} /> : null}
          >
            {t(`shell.scheme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={onHelp} className={css.onWide}>
          {t('shell.keyboard')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()}>
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
