import { Module } from '@nestjs/common';
import { JournalModule } from '../audit/journal/journal.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { EngineController } from './engine/engine.controller.js';
import { EngineService } from './engine/engine.service.js';
import { DevicesService } from './extensions/devices.service.js';
import { ExtensionsController } from './extensions/extensions.controller.js';
import { ExtensionsService } from './extensions/extensions.service.js';
import { SoftphonesService } from './extensions/softphones.service.js';
import { NumbersController } from './numbers/numbers.controller.js';
import { NumbersService } from './numbers/numbers.service.js';
import { PolicyController } from './policy/policy.controller.js';
import { PolicyService } from './policy/policy.service.js';
import { PromptsController } from './prompts/prompts.controller.js';
import { PromptsService } from './prompts/prompts.service.js';
import { TrunksController } from './trunks/trunks.controller.js';
import { TrunksService } from './trunks/trunks.service.js';

/** Provider accounts, the company's numbers, employees' telephones, and what is allowed on them. */
@Module({
  imports: [JournalModule, RealtimeModule],
  controllers: [
    EngineController,
    PolicyController,
    TrunksController,
    NumbersController,
    PromptsController,
    ExtensionsController,
  ],
  providers: [
    EngineService,
    PolicyService,
    TrunksService,
    NumbersService,
    PromptsService,
    ExtensionsService,
    DevicesService,
    SoftphonesService,
  ],
})
export class TelephonyModule {}
