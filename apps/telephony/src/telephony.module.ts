import { Module } from '@nestjs/common';
import { EngineConsumer } from './engine/engine.consumer.js';
import { Engine } from './engine/engine.js';
import { EngineTools } from './engine/engine-tools.js';
import { EngineTeller } from './engine/supervising/engine-teller.js';
import { EngineSupervisor } from './engine/supervising/engine-supervisor.service.js';

/** Telephone lines: the engine, providers and devices; calls are routed by core and carried out here. Nothing here knows clients. */
@Module({
  controllers: [EngineConsumer],
  providers: [Engine, EngineTools, EngineTeller, EngineSupervisor],
})
export class TelephonyModule {}
