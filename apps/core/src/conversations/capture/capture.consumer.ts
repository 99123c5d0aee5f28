import { Controller, Inject } from '@nestjs/common';
import { letterReceived, type LetterReceived } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { ReadingService } from '../reading/reading.service.js';
import { CaptureService } from './capture.service.js';

const consumer = 'core.capture';

@Controller()
export class CaptureConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly capture: CaptureService,
    @Inject(ReadingService) private readonly reading: Pick<ReadingService, 'captured'>,
  ) {}

  @Consumes(letterReceived, { as: consumer, batch: 100 })
  async letters(batch: Delivered<LetterReceived>[]): Promise<void> {
    await this.inbox.onceEach(consumer, batch, async (tx, fresh) => {
      await this.capture.store(
        tx,
        fresh.map(({ body }) => body),
      );
    });
    this.reading.captured(batch.length);
  }
}
