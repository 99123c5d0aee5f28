import {
  IconAddressBook,
  IconBell,
  IconBrandWhatsapp,
  IconChartBar,
  IconDeviceLandlinePhone,
  IconHistory,
  IconInbox,
  IconMailbox,
  IconMailQuestion,
  IconPhone,
  IconPlug,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import type { Right } from './session.js';

export interface PageEntry {
  name:
    | 'inbox'
    | 'clients'
    | 'calls'
    | 'unplaced'
    | 'reports'
    | 'alerts'
    | 'mailboxes'
    | 'whatsapp'
    | 'telephony'
    | 'people'
    | 'integrations'
    | 'audit';
  to:
    | '/inbox'
    | '/clients'
    | '/calls'
    | '/unplaced'
    | '/reports'
    | '/alerts'
    | '/mailboxes'
    | '/whatsapp'
    | '/telephony'
    | '/people'
    | '/integrations'
    | '/audit';
  icon: Icon;
  right: Right;
  /** Pressed after G. */
  key: string;
  badge?: 'unplaced' | 'tasks' | 'alerts';
}

/** The pages in the order of the rail. */
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
  { name: 'alerts', to: '/alerts', icon: IconBell, right: 'alerts.read', key: 'KeyB', badge: 'alerts' },
  { name: 'mailboxes', to: '/mailboxes', icon: IconMailbox, right: 'channels.read', key: 'KeyM' },
  { name: 'whatsapp', to: '/whatsapp', icon: IconBrandWhatsapp, right: 'channels.read', key: 'KeyW' },
  { name: 'telephony', to: '/telephony', icon: IconDeviceLandlinePhone, right: 'channels.read', key: 'KeyT' },
  { name: 'people', to: '/people', icon: IconUsers, right: 'people.read', key: 'KeyP' },
  { name: 'integrations', to: '/integrations', icon: IconPlug, right: 'integrations.manage', key: 'KeyN' },
  { name: 'audit', to: '/audit', icon: IconHistory, right: 'audit.read', key: 'KeyA' },
];
