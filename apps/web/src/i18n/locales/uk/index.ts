import clients from './clients.json';
import composer from './composer.json';
import entry from './entry.json';
import inbox from './inbox.json';
import mailboxes from './mailboxes.json';
import people from './people.json';
import presets from './presets.json';
import problems from './problems.json';
import shell from './shell.json';
import timeline from './timeline.json';

export default {
  ...clients,
  ...composer,
  ...entry,
  ...inbox,
  ...mailboxes,
  ...people,
  ...presets,
  ...problems,
  ...shell,
  ...timeline,
};
