import { defineRole } from '#libs/role';
import { TelephonyModule } from './telephony.module.js';

export { installCommand } from './engine/installing/install-command.js';

export const TelephonyRole = defineRole({ name: 'telephony', module: TelephonyModule });
