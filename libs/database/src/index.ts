export * from './role-name.js';
export * from './database.errors.js';
export { Tx, systemScope, type DatabaseScope } from './transactions/tx.js';
export * from './transactions/unit-of-work.js';
export * from './migrations/index.js';
