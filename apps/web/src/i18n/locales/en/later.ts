import callProblems from './call-problems.json';
import calls from './calls.json';
import mailboxes from './mailboxes.json';
import people from './people.json';
import presets from './presets.json';
import softphone from './softphone.json';

export default {
  ...callProblems,
  ...calls,
  ...mailboxes,
  ...people,
  ...presets,
  ...softphone,
};
