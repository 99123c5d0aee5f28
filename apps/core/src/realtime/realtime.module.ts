import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { CardsRepository } from './cards.repository.js';
import { HandoverShown } from './handover-shown.js';
import { LiveEvents } from './live-events.js';
import { LiveSockets } from './live-sockets.js';
import { PresenceRepository } from './presence/presence.repository.js';
import { Presence } from './presence/presence.js';
import { SocketDoor } from './socket-door.js';

@Module({
  imports: [AccessModule],
  providers: [LiveEvents, LiveSockets, HandoverShown, SocketDoor, CardsRepository, Presence, PresenceRepository],
  exports: [LiveEvents, SocketDoor],
})
export class RealtimeModule {}
