import { createRouter } from '@tanstack/react-router';
import { enrol, Failed, inside, join, root, setUp, signIn } from './routes/entry.js';
import {
  account,
  audit,
  companySettings,
  extensions,
  firstSteps,
  handlingSettings,
  integrations,
  mailbox,
  mailboxes,
  newMailbox,
  newNumber,
  newTrunk,
  newWhatsapp,
  notifications,
  number,
  people,
  phonePolicy,
  protectionSettings,
  responses,
  settings,
  signInSettings,
  routing,
  telephony,
  trunk,
  whatsapp,
  whatsappLinking,
  whatsappNumber,
} from './routes/settings.js';
import {
  alerts,
  calls,
  cardSettings,
  client,
  clientImport,
  clients,
  conversation,
  home,
  imports,
  inbox,
  playlist,
  playlists,
  recording,
  reports,
  search,
  unplaced,
} from './routes/work.js';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** On the phone this page has the whole screen: no bar below it. */
    deep?: boolean;
    /** Reached from the settings: their entry is lit on the rail. */
    settings?: boolean;
  }
  interface Register {
    router: typeof router;
  }
}

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    join,
    setUp,
    enrol,
    inside.addChildren([
      home,
      inbox.addChildren([conversation]),
      clients,
      cardSettings,
      imports,
      clientImport,
      client,
      calls,
      unplaced,
      settings,
      companySettings,
      firstSteps,
      handlingSettings,
      signInSettings,
      protectionSettings,
      mailboxes,
      newMailbox,
      mailbox,
      people,
      routing,
      integrations,
      audit,
      account,
      notifications,
      responses,
      telephony,
      newTrunk,
      trunk,
      newNumber,
      number,
      extensions,
      phonePolicy,
      whatsapp,
      newWhatsapp,
      whatsappNumber,
      whatsappLinking,
      recording,
      playlists,
      playlist,
      reports,
      alerts,
      search,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: () => null,
  scrollRestoration: false,
});
