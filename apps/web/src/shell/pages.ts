import {
  IconAddressBook,
  IconAlertTriangle,
  IconChartBar,
  IconInbox,
  IconMailQuestion,
  IconPhone,
  IconSettings,
  type Icon,
} from '@tabler/icons-react';
import type { Right } from './session.js';

export interface PageEntry {
  name: 'inbox' | 'clients' | 'calls' | 'unplaced' | 'reports' | 'alerts' | 'settings';
  to: '/inbox' | '/clients' | '/calls' | '/unplaced' | '/reports' | '/alerts' | '/settings';
  icon: Icon;
  /** Null: everybody's. */
  right: Right | null;
  /** Pressed after G. */
  key: string;
  badge?: 'unplaced' | 'tasks' | 'alerts';
}

/** The pages in the order of the rail: where one works every day, and one for everything else (settings/sections.ts). */
export const pages: readonly PageEntry[] = [
  { name: 'inbox', to: '/inbox', icon: IconInbox, right: 'clients.read', key: 'KeyI' },
  { name: 'clients', to: '/clients', icon: IconAddressBook, right: 'clients.read', key: 'KeyC' },
  { name: 'calls', to: '/calls', icon: IconPhone, right: 'calls.make', key: 'KeyL', badge: 'tasks' },
  {
    name: 'unplaced',
    to: '/unplaced',
    icon: IconMailQuestion,
    right: 'unplaced.handle',
    key: 'KeyU',
    badge: 'unplaced',
  },
  { name: 'reports', to: '/reports', icon: IconChartBar, right: 'reports.read', key: 'KeyR' },
  { name: 'alerts', to: '/alerts', icon: IconAlertTriangle, right: 'alerts.read', key: 'KeyB', badge: 'alerts' },
  { name: 'settings', to: '/settings', icon: IconSettings, right: null, key: 'KeyS' },
];

/** Sections of the settings that have a key of their own after G. */
export const shortWays = [
  { to: '/channels', right: 'channels.read', key: 'KeyH' },
  { to: '/mailboxes', right: 'channels.read', key: 'KeyM' },
  { to: '/whatsapp', right: 'channels.read', key: 'KeyW' },
  { to: '/telephony', right: 'channels.read', key: 'KeyT' },
  { to: '/people', right: 'people.read', key: 'KeyP' },
  { to: '/integrations', right: 'integrations.manage', key: 'KeyN' },
  { to: '/audit', right: 'audit.read', key: 'KeyA' },
] as const satisfies readonly { to: string; right: Right; key: string }[];
