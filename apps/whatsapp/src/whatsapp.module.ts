import { Module } from '@nestjs/common';
import { Health } from '#libs/observability';

/** It stands and says so; its channels come with a later release. */
@Module({})
export class WhatsappModule {
  constructor(health: Health) {
    health.set('channels', { status: 'ok', code: 'whatsapp.no-channel', detail: 'no channel yet' });
  }
}
