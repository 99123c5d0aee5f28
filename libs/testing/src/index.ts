export * from './a-master-key.js';
export * from './database/a-database.js';
export * from './eventually.js';
export * from './silent-logger.js';
