import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { speakFully } from '../i18n/i18n.js';
import type { Step } from '../set-up/queries.js';
import { inside } from './entry.js';

const guideSteps: readonly Step[] = ['company', 'mailbox', 'team', 'people', 'lines', 'letter'];

export const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../settings/settings-page.js'), 'SettingsPage'),
});

export const companySettings = createRoute({
  getParentRoute: () => inside,
  path: '/settings/company',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../settings/company-pages.js'), 'CompanyPage'),
});

export const firstSteps = createRoute({
  getParentRoute: () => inside,
  path: '/set-up',
  validateSearch: ({ step }): { step?: Step } => {
    const known = guideSteps.find((name) => name === step);
    return known === undefined ? {} : { step: known };
  },
  loader: speakFully,
  component: lazyRouteComponent(() => import('../set-up/guide-page.js'), 'GuidePage'),
});

export const handlingSettings = createRoute({
  getParentRoute: () => inside,
  path: '/settings/conversations',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../settings/company-pages.js'), 'HandlingPage'),
});

export const signInSettings = createRoute({
  getParentRoute: () => inside,
  path: '/settings/sign-in',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../settings/company-pages.js'), 'SignInSettingsPage'),
});

export const protectionSettings = createRoute({
  getParentRoute: () => inside,
  path: '/settings/protection',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../settings/company-pages.js'), 'ProtectionPage'),
});

export const forwardingSettings = createRoute({
  getParentRoute: () => inside,
  path: '/settings/forwarding',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../forwarding/forwarding-page.js'), 'ForwardingPage'),
});

export const scannerSettings = createRoute({
  getParentRoute: () => inside,
  path: '/settings/scanner',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../scanner/scanner-page.js'), 'ScannerPage'),
});

export const mailPasswordsSettings = createRoute({
  getParentRoute: () => inside,
  path: '/settings/mail-passwords',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../account/mail-passwords-page.js'), 'MailPasswordsPage'),
});

export const channels = createRoute({
  getParentRoute: () => inside,
  path: '/channels',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../channels/channels-page.js'), 'ChannelsPage'),
});

export const mailboxes = createRoute({
  getParentRoute: () => inside,
  path: '/mailboxes',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../mailboxes/mailboxes-page.js'), 'MailboxesPage'),
});

/** With what the browser comes back from a provider of mail. */
const consentSearch = ({
  consent,
  refused,
  renewed,
}: Record<string, unknown>): { consent?: string; refused?: string; renewed?: 'yes' } => ({
  ...(typeof consent === 'string' ? { consent } : {}),
  ...(typeof refused === 'string' ? { refused } : {}),
  ...(renewed === 'yes' ? { renewed } : {}),
});

export const mailProviders = createRoute({
  getParentRoute: () => inside,
  path: '/mailboxes/providers',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../mailboxes/providers-page.js'), 'ProvidersPage'),
});

export const mailDomains = createRoute({
  getParentRoute: () => inside,
  path: '/mailboxes/domains',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../mailboxes/domains-page.js'), 'DomainsPage'),
});

export const newMailbox = createRoute({
  getParentRoute: () => inside,
  path: '/mailboxes/new',
  validateSearch: consentSearch,
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../mailboxes/connect-page.js'), 'ConnectPage'),
});

export const mailbox = createRoute({
  getParentRoute: () => inside,
  path: '/mailboxes/$channelId',
  validateSearch: consentSearch,
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../mailboxes/connect-page.js'), 'ChangePage'),
});

export const oldMail = createRoute({
  getParentRoute: () => inside,
  path: '/mailboxes/import',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../mailboxes/importing/old-mail-page.js'), 'OldMailPage'),
});

export const mailImport = createRoute({
  getParentRoute: () => inside,
  path: '/mailboxes/import/$importId',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../mailboxes/importing/import-page.js'), 'MailImportPage'),
});

export const people = createRoute({
  getParentRoute: () => inside,
  path: '/people',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../people/people-page.js'), 'PeoplePage'),
});

export const routing = createRoute({
  getParentRoute: () => inside,
  path: '/settings/routing',
  loader: speakFully,
  component: lazyRouteComponent(() => import('../routing/routing-page.js'), 'RoutingPage'),
});

export const integrations = createRoute({
  getParentRoute: () => inside,
  path: '/integrations',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../integrations/integrations-page.js'), 'IntegrationsPage'),
});

export const audit = createRoute({
  getParentRoute: () => inside,
  path: '/audit',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../people/audit-page.js'), 'AuditPage'),
});

export const telephony = createRoute({
  getParentRoute: () => inside,
  path: '/telephony',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../telephony/telephony-page.js'), 'TelephonyPage'),
});

export const newTrunk = createRoute({
  getParentRoute: () => inside,
  path: '/telephony/trunks/new',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../telephony/trunk-page.js'), 'NewTrunkPage'),
});

export const trunk = createRoute({
  getParentRoute: () => inside,
  path: '/telephony/trunks/$trunkId',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../telephony/trunk-page.js'), 'TrunkPage'),
});

export const newNumber = createRoute({
  getParentRoute: () => inside,
  path: '/telephony/numbers/new',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../telephony/number-page.js'), 'NewNumberPage'),
});

export const number = createRoute({
  getParentRoute: () => inside,
  path: '/telephony/numbers/$channelId',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../telephony/number-page.js'), 'NumberPage'),
});

export const extensions = createRoute({
  getParentRoute: () => inside,
  path: '/telephony/extensions',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../telephony/extensions-page.js'), 'ExtensionsPage'),
});

export const phonePolicy = createRoute({
  getParentRoute: () => inside,
  path: '/telephony/policy',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../telephony/policy-page.js'), 'PolicyPage'),
});

export const whatsapp = createRoute({
  getParentRoute: () => inside,
  path: '/whatsapp',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../whatsapp/numbers-page.js'), 'NumbersPage'),
});

export const newWhatsapp = createRoute({
  getParentRoute: () => inside,
  path: '/whatsapp/new',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../whatsapp/number-page.js'), 'NewNumberPage'),
});

export const whatsappNumber = createRoute({
  getParentRoute: () => inside,
  path: '/whatsapp/$channelId',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../whatsapp/number-page.js'), 'NumberPage'),
});

export const whatsappLinking = createRoute({
  getParentRoute: () => inside,
  path: '/whatsapp/$channelId/link',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../whatsapp/linking-page.js'), 'LinkingPage'),
});

export const responses = createRoute({
  getParentRoute: () => inside,
  path: '/responses',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../responses/responses-page.js'), 'ResponsesPage'),
});

export const signatures = createRoute({
  getParentRoute: () => inside,
  path: '/settings/signatures',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../signatures/signatures-page.js'), 'SignaturesPage'),
});

export const account = createRoute({
  getParentRoute: () => inside,
  path: '/account',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../account/account-page.js'), 'AccountPage'),
});

export const notifications = createRoute({
  getParentRoute: () => inside,
  path: '/settings/notifications',
  loader: speakFully,
  staticData: { settings: true },
  component: lazyRouteComponent(() => import('../notifications/notifications-page.js'), 'NotificationsPage'),
});
