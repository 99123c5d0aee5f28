import { Controller } from '@nestjs/common';
import { installEngine, sipDoor, type ReplyOf } from '#libs/contracts';
import { Answers } from '#libs/messaging';
import { Engine } from './engine.js';
import { EngineSupervisor } from './supervising/engine-supervisor.service.js';

@Controller()
export class EngineConsumer {
  constructor(
    private readonly supervisor: EngineSupervisor,
    private readonly engine: Engine,
  ) {}

  @Answers(installEngine)
  install(): Promise<ReplyOf<typeof installEngine>> {
    return Promise.resolve({ begun: this.supervisor.install() });
  }

  @Answers(sipDoor)
  door(): Promise<ReplyOf<typeof sipDoor>> {
    const access = this.engine.isUp ? this.engine.ari.http.target : null;
    return Promise.resolve({ url: access && `${access.url.replace(/^http/, 'ws')}/ws` });
  }
}
