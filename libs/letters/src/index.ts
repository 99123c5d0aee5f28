export * from './guessed-charset.js';
export * from './letter-digest.js';
export * from './letter-header.js';
export * from './letter-key.js';
export * from './rewriting/public-message-id.js';
export * from './rewriting/rewrite-head.js';
export * from './storable-text.js';
