import inbox from './inbox.json';
import problems from './problems.json';
import shell from './shell.json';

/** What the first page says: the frame and the list of the inbox. */
export default {
  ...inbox,
  ...problems,
  ...shell,
};
