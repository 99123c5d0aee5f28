export * from './back-off.js';
export * from './free-port.js';
export * from './program-account.js';
export * from './rounds.js';
export * from './state-teller.js';
