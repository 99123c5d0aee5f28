import { bootRole } from '#libs/role';
import { WhatsappRole } from './role.js';

await bootRole(WhatsappRole);
