import { bootRole } from '#libs/role';
import { MailRole } from './role.js';

await bootRole(MailRole);
