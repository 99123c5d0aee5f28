export * from './address-token.js';
export * from './alias-address.js';
export * from './guessed-charset.js';
export * from './letter-digest.js';
export * from './letter-header.js';
export * from './letter-key.js';
export * from './storable-text.js';
