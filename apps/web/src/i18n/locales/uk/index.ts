import clients from './clients.json';
import composer from './composer.json';
import entry from './entry.json';
import inbox from './inbox.json';
import problems from './problems.json';
import shell from './shell.json';
import timeline from './timeline.json';

export default {
  ...clients,
  ...composer,
  ...entry,
  ...inbox,
  ...problems,
  ...shell,
  ...timeline,
};
