import { defineRole } from '#libs/role';
import { WhatsappModule } from './whatsapp.module.js';

export const WhatsappRole = defineRole({ name: 'whatsapp', module: WhatsappModule });
