import mailboxes from './mailboxes.json';
import people from './people.json';
import presets from './presets.json';

export default {
  ...mailboxes,
  ...people,
  ...presets,
};
