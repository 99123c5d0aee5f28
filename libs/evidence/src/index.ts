export * from './keys/master-key.js';
export * from './keys/master-key.errors.js';
export * from './evidence-store.js';
export * from './evidence.errors.js';
export * from './create-evidence-store.js';
export * from './let-go.js';
