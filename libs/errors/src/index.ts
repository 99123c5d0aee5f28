export * from './app-error.js';
export * from './after-failure.js';
