import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { BlocksController } from './blocks/blocks.controller.js';
import { BlocksService } from './blocks/blocks.service.js';
import { EngineChangedConsumer } from './engine/engine-changed.consumer.js';
import { EngineController } from './engine/engine.controller.js';
import { EngineRepository } from './engine/engine.repository.js';
import { EngineService } from './engine/engine.service.js';
import { DeviceAccess } from './extensions/device-access.js';
import { DeviceEndings } from './extensions/device-endings.js';
import { DevicesRepository } from './extensions/devices.repository.js';
import { DevicesService } from './extensions/devices.service.js';
import { ExtensionKeeper } from './extensions/extension-keeper.js';
import { ExtensionsController } from './extensions/extensions.controller.js';
import { ExtensionsRepository } from './extensions/extensions.repository.js';
import { ExtensionsService } from './extensions/extensions.service.js';
import { PresenceConsumer } from './extensions/presence.consumer.js';
import { SoftphonesService } from './extensions/softphones.service.js';
import { NumbersController } from './numbers/numbers.controller.js';
import { NumbersRepository } from './numbers/numbers.repository.js';
import { NumbersService } from './numbers/numbers.service.js';
import { PolicyController } from './policy/policy.controller.js';
import { PolicyRepository } from './policy/policy.repository.js';
import { PolicyService } from './policy/policy.service.js';
import { PromptsController } from './prompts/prompts.controller.js';
import { PromptsRepository } from './prompts/prompts.repository.js';
import { PromptsService } from './prompts/prompts.service.js';
import { SipDoor } from './sip-door/sip-door.js';
import { TrunkChangedConsumer } from './trunks/trunk-changed.consumer.js';
import { TrunkKeeper } from './trunks/trunk-keeper.js';
import { TrunkStatesRepository } from './trunks/trunk-states.repository.js';
import { TrunksController } from './trunks/trunks.controller.js';
import { TrunksRepository } from './trunks/trunks.repository.js';
import { TrunksService } from './trunks/trunks.service.js';

/** Provider accounts, the company's numbers, employees' telephones, and what is allowed on them. */
@Module({
  imports: [AccessModule, JournalModule, RealtimeModule],
  controllers: [
    EngineController,
    BlocksController,
    PolicyController,
    TrunksController,
    NumbersController,
    PromptsController,
    ExtensionsController,
    ...[EngineChangedConsumer, TrunkChangedConsumer, PresenceConsumer],
  ],
  providers: [
    ...[
      EngineService,
      EngineRepository,
      BlocksService,
      PolicyService,
      PolicyRepository,
      PromptsService,
      PromptsRepository,
    ],
    ...[TrunksService, TrunksRepository, TrunkStatesRepository, TrunkKeeper, NumbersService, NumbersRepository],
    ...[ExtensionsService, ExtensionsRepository, ExtensionKeeper, DevicesService, DevicesRepository, DeviceAccess],
    ...[SoftphonesService, DeviceEndings, SipDoor],
  ],
  exports: [PolicyRepository, ExtensionsService],
})
export class TelephonyModule {}
