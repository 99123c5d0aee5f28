import { merged } from '../merged.js';
import alerts from './alerts.json';
import callProblems from './call-problems.json';
import calls from './calls.json';
import commands from './commands.json';
import mailboxes from './mailboxes.json';
import people from './people.json';
import phoneProblems from './phone-problems.json';
import player from './player.json';
import presets from './presets.json';
import reports from './reports.json';
import softphone from './softphone.json';
import telephony from './telephony.json';

export default merged(merged(callProblems, phoneProblems), {
  ...alerts,
  ...calls,
  ...commands,
  ...mailboxes,
  ...people,
  ...player,
  ...presets,
  ...reports,
  ...softphone,
  ...telephony,
});
