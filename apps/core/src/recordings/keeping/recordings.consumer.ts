import { Controller } from '@nestjs/common';
import { recordingKept, recordingMissing, type RecordingKept, type RecordingMissing } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { KeepingService } from './keeping.service.js';

const kept = 'core.recordings';
const missing = 'core.recordings-missing';

@Controller()
export class RecordingsConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly keeping: KeepingService,
  ) {}

  @Consumes(recordingKept, { as: kept, batch: 50 })
  async kept(batch: Delivered<RecordingKept>[]): Promise<void> {
    await this.inbox.onceEach(kept, batch, (tx, fresh) =>
      this.keeping.keep(
        tx,
        fresh.map(({ body }) => body),
      ),
    );
  }

  @Consumes(recordingMissing, { as: missing })
  async missing({ id, body }: Delivered<RecordingMissing>): Promise<void> {
    await this.inbox.once(missing, id, (tx) => this.keeping.miss(tx, body));
  }
}
