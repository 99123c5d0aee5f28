import { defineRole } from '#libs/role';
import { TelephonyModule } from './telephony.module.js';

export const TelephonyRole = defineRole({ name: 'telephony', module: TelephonyModule });
