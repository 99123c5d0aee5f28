import {
  IconBell,
  IconBrandWhatsapp,
  IconBuilding,
  IconDeviceLandlinePhone,
  IconForms,
  IconHistory,
  IconKey,
  IconListCheck,
  IconHeartbeat,
  IconLockAccess,
  IconMailForward,
  IconMailbox,
  IconMessageBolt,
  IconMessages,
  IconPlug,
  IconRoute,
  IconShieldCheck,
  IconSignature,
  IconUserCog,
  IconUsers,
  IconVirusSearch,
  type Icon,
} from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { Schemas } from '../api/client.js';
import type { Right } from '../shell/session.js';

type Settings = Schemas['Settings'];

/** How a section stands, in a few words; `troubled`: somebody should look at it. */
export interface SectionState {
  text: string;
  troubled?: boolean;
}

export interface Section {
  /** Its words are `settings.title.<name>` and `settings.about.<name>`. */
  name: string;
  group: (typeof groups)[number];
  to: NonNullable<LinkProps['to']>;
  icon: Icon;
  /** One of these opens it; none: everybody's. */
  rights: readonly Right[];
  /** From what `GET /settings` answers; left out: nothing is said. */
  state?: (settings: Settings, t: TFunction) => SectionState | null;
}

/** In the order of the page. */
export const groups = ['mine', 'company', 'channels', 'work', 'control'] as const;

const listed = (...parts: (string | false)[]): SectionState => ({ text: parts.filter(Boolean).join(', ') });

const channels =
  (medium: 'email' | 'whatsapp' | 'phone') =>
  ({ channels: all }: Settings, t: TFunction): SectionState | null => {
    if (all === null) return null;
    const { connected, troubled } = all[medium];
    if (connected === 0) return { text: t('settings.state.noChannels') };
    if (troubled > 0) return { text: t('settings.state.troubled', { count: troubled }), troubled: true };
    return { text: t('settings.state.channels', { count: connected }) };
  };

/** Everything that is set up once and seldom looked at. A new section is a line here, its two words, and its route. */
export const sections: readonly Section[] = [
  { name: 'account', group: 'mine', to: '/account', icon: IconUserCog, rights: [] },
  { name: 'notifications', group: 'mine', to: '/settings/notifications', icon: IconBell, rights: [] },
  {
    ...{ name: 'company', group: 'company', to: '/settings/company', icon: IconBuilding, rights: ['company.manage'] },
    state: ({ company }) => ({ text: company.name }),
  },
  {
    ...{ name: 'firstSteps', group: 'company', to: '/set-up', icon: IconListCheck, rights: ['company.manage'] },
  },
  {
    ...{ name: 'people', group: 'company', to: '/people', icon: IconUsers, rights: ['people.read'] },
    state: ({ people }, t) =>
      people &&
      listed(
        t('settings.state.people', { count: people.active }),
        people.teams > 0 && t('settings.state.teams', { count: people.teams }),
      ),
  },
  {
    ...{ name: 'cards', group: 'company', to: '/clients/settings', icon: IconForms },
    rights: ['cards.manage', 'clients.assign'],
    state: ({ cards }, t) =>
      cards &&
      listed(
        t('settings.state.fields', { count: cards.fields }),
        cards.tags > 0 && t('settings.state.tags', { count: cards.tags }),
      ),
  },
  {
    ...{ name: 'channels', group: 'channels', to: '/channels', icon: IconHeartbeat, rights: ['channels.read'] },
    state: ({ channels: all }, t) => {
      if (all === null) return null;
      const troubled = all.email.troubled + all.whatsapp.troubled + all.phone.troubled;
      return troubled > 0 ? { text: t('settings.state.troubled', { count: troubled }), troubled: true } : null;
    },
  },
  {
    ...{ name: 'mailboxes', group: 'channels', to: '/mailboxes', icon: IconMailbox, rights: ['channels.read'] },
    state: channels('email'),
  },
  {
    ...{ name: 'forwarding', group: 'channels', to: '/settings/forwarding', icon: IconMailForward },
    rights: ['company.manage'],
  },
  {
    ...{ name: 'whatsapp', group: 'channels', to: '/whatsapp', icon: IconBrandWhatsapp, rights: ['channels.read'] },
    state: channels('whatsapp'),
  },
  {
    ...{ name: 'telephony', group: 'channels', to: '/telephony', icon: IconDeviceLandlinePhone },
    rights: ['channels.read'],
    state: channels('phone'),
  },
  { name: 'routing', group: 'work', to: '/settings/routing', icon: IconRoute, rights: ['people.read'] },
  {
    ...{ name: 'conversations', group: 'work', to: '/settings/conversations', icon: IconMessages },
    rights: ['people.manage'],
    state: ({ conversations }, t) =>
      conversations && {
        text: t(conversations.onlyHandlerWrites ? 'settings.state.handlerWrites' : 'settings.state.anybodyWrites'),
      },
  },
  {
    ...{ name: 'responses', group: 'work', to: '/responses', icon: IconMessageBolt, rights: ['clients.write'] },
    state: ({ responses }, t) => responses && listed(t('settings.state.responses', { count: responses.company })),
  },
  { name: 'signatures', group: 'work', to: '/settings/signatures', icon: IconSignature, rights: ['clients.write'] },
  {
    ...{ name: 'signIn', group: 'control', to: '/settings/sign-in', icon: IconLockAccess, rights: ['people.manage'] },
    state: ({ signIn }, t) =>
      signIn && listed(t(`settings.state.secondFactor.${signIn.requiredFor}`), signIn.provider ?? false),
  },
  {
    ...{ name: 'protection', group: 'control', to: '/settings/protection', icon: IconShieldCheck },
    rights: ['protection.manage'],
    state: ({ protection }, t) => protection && { text: t(`settings.state.outgoing.${protection.outgoing}`) },
  },
  {
    ...{ name: 'scanner', group: 'control', to: '/settings/scanner', icon: IconVirusSearch },
    rights: ['channels.manage'],
  },
  {
    ...{ name: 'mailPasswords', group: 'control', to: '/settings/mail-passwords', icon: IconKey },
    rights: ['channels.manage'],
  },
  { name: 'audit', group: 'control', to: '/audit', icon: IconHistory, rights: ['audit.read'] },
  {
    ...{ name: 'integrations', group: 'control', to: '/integrations', icon: IconPlug },
    rights: ['integrations.manage'],
    state: ({ programs }, t) => {
      if (programs === null) return null;
      if (programs.troubled > 0)
        return { text: t('settings.state.troubled', { count: programs.troubled }), troubled: true };
      return listed(
        t('settings.state.tokens', { count: programs.integrations }),
        programs.webhooks > 0 && t('settings.state.webhooks', { count: programs.webhooks }),
      );
    },
  },
];
