export * from './settings.js';
export type { SipSettings } from './sip-settings.js';
export type { WhatsappSettings } from './whatsapp-settings.js';
export * from './config.module.js';
