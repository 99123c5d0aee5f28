export * from './a-master-key.js';
export * from './builders/a-letter.js';
export * from './builders/cards.js';
export * from './builders/people.js';
export * from './builders/telephony.js';
export * from './database/a-database.js';
export * from './eventually.js';
export * from './silent-logger.js';
