export * from './define.js';
export * from './ids.js';
export * from './mail.js';
export * from './telephony.js';
export * from './telephony-calls.js';
export * from './telephony-recordings.js';
export * from './whatsapp.js';
