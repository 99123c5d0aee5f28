export * from './boot.js';
export * from './define-role.js';
export * from './exit-code.js';
export type { OfflineStore } from './offline-store.js';
