import { bootRoles } from '#libs/role';
import { CoreRole } from '#roles/core';
import { MailRole } from '#roles/mail';
import { TelephonyRole } from '#roles/telephony';
import { WhatsappRole } from '#roles/whatsapp';

await bootRoles([CoreRole, MailRole, WhatsappRole, TelephonyRole]);
