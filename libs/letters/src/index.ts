export * from './guessed-charset.js';
export * from './letter-digest.js';
export * from './letter-header.js';
export * from './letter-key.js';
export * from './storable-text.js';
