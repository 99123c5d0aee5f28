export * from './eventually.js';
export * from './silent-logger.js';
