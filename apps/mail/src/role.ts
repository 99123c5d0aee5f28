import { defineRole } from '#libs/role';
import { MailModule } from './mail.module.js';

export const MailRole = defineRole({ name: 'mail', module: MailModule });
