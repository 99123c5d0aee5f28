import { bootRole } from '#libs/role';
import { TelephonyRole } from './role.js';

await bootRole(TelephonyRole);
