import clients from './clients.json';
import composer from './composer.json';
import entry from './entry.json';
import timeline from './timeline.json';

/** What a card, a conversation and the pages before signing in say. */
export default {
  ...clients,
  ...composer,
  ...entry,
  ...timeline,
};
