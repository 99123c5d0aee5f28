export * from './define.js';
export * from './ids.js';
export * from './mail.js';
