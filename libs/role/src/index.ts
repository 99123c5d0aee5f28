export * from './define-role.js';
