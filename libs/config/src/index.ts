export * from './settings.js';
export type { SipSettings } from './sip-settings.js';
export * from './config.module.js';
