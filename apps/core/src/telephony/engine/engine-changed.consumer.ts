import { Controller } from '@nestjs/common';
import { engineChanged, type EngineChanged } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { LiveEvents } from '../../realtime/live-events.js';
import { ExtensionKeeper } from '../extensions/extension-keeper.js';
import { TrunkKeeper } from '../trunks/trunk-keeper.js';
import { EngineRepository } from './engine.repository.js';

const consumer = 'core.telephone-engine';

/** How the engine is. One that comes up again may hold nothing of what it was told. */
@Controller()
export class EngineChangedConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly repository: EngineRepository,
    private readonly trunks: TrunkKeeper,
    private readonly extensions: ExtensionKeeper,
    private readonly live: LiveEvents,
  ) {}

  @Consumes(engineChanged, { as: consumer })
  async note({ id, body }: Delivered<EngineChanged>): Promise<void> {
    await this.inbox.once(consumer, id, async (tx) => {
      const before = await this.repository.note(tx, body);
      if (before === false) return;
      tx.afterCommit(() => {
        this.live.publish({ event: 'telephony', data: {} }, { clientId: null, right: 'channels.read' });
        if (body.state !== 'up' || before === 'up') return;
        this.trunks.forget();
        this.extensions.forget();
      });
    });
  }
}
