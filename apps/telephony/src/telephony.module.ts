import { Module } from '@nestjs/common';
import { callConsumers, callParts } from './calls/call-parts.js';
import { LineBook } from './calls/line-book.js';
import { EngineConsumer } from './engine/engine.consumer.js';
import { Engine } from './engine/engine.js';
import { EngineTools } from './engine/engine-tools.js';
import { Provisioning } from './engine/provisioning/provisioning.js';
import { EngineSupervisor } from './engine/supervising/engine-supervisor.service.js';
import { EngineTeller } from './engine/supervising/engine-teller.js';
import { ExtensionConsumer } from './extensions/extension.consumer.js';
import { ExtensionRepository } from './extensions/extension.repository.js';
import { ExtensionsService } from './extensions/extensions.service.js';
import { PresenceService } from './extensions/presence.service.js';
import { LinesStart } from './lines-start.service.js';
import { AddressBlocks } from './security/address-blocks.service.js';
import { BlockConsumer } from './security/block.consumer.js';
import { BlockedAddressRepository } from './security/blocked-address.repository.js';
import { SecurityWatch } from './security/security-watch.service.js';
import { TrunkConsumer } from './trunks/trunk.consumer.js';
import { TrunkRepository } from './trunks/trunk.repository.js';
import { TrunkSupervisor } from './trunks/trunk-supervisor.service.js';

const engine = [Engine, EngineTools, EngineTeller, EngineSupervisor, Provisioning];
const lines = [LineBook, TrunkRepository, TrunkSupervisor, ExtensionRepository, ExtensionsService, PresenceService];
const security = [BlockedAddressRepository, AddressBlocks, SecurityWatch];

/** Telephone lines: the engine, providers and devices; calls are routed by core and carried out here. Nothing here knows clients. */
@Module({
  controllers: [EngineConsumer, TrunkConsumer, ExtensionConsumer, BlockConsumer, ...callConsumers],
  providers: [...engine, ...lines, ...security, LinesStart, ...callParts],
})
export class TelephonyModule {}
