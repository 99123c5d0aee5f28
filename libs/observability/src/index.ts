export * from './logger.js';
export * from './health.js';
export * from './metrics.js';
export * from './operations-listener.js';
