import { bootRole } from '#libs/role';
import { CoreRole } from './role.js';

await bootRole(CoreRole);
