import { Module } from '@nestjs/common';
import { WhatsappTemplates } from './whatsapp-templates.js';

@Module({ providers: [WhatsappTemplates], exports: [WhatsappTemplates] })
export class WhatsappTemplatesModule {}
