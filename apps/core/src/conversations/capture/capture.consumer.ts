import { Controller, Inject } from '@nestjs/common';
import { letterReceived, type LetterReceived } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { AliasLetters } from '../reach/answers/alias-letters.service.js';
import { ReadingService } from '../reading/reading.service.js';
import { CaptureService } from './capture.service.js';

const consumer = 'core.capture';

@Controller()
export class CaptureConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly capture: CaptureService,
    @Inject(ReadingService) private readonly reading: Pick<ReadingService, 'captured'>,
    @Inject(AliasLetters) private readonly aliases: Pick<AliasLetters, 'divert'>,
  ) {}

  @Consumes(letterReceived, { as: consumer, batch: 100 })
  async letters(batch: Delivered<LetterReceived>[]): Promise<void> {
    await this.inbox.onceEach(consumer, batch, async (tx, fresh) => {
      const letters = await this.aliases.divert(
        tx,
        fresh.map(({ body }) => body),
      );
      if (letters.length > 0) await this.capture.store(tx, letters);
    });
    this.reading.captured(batch.length);
  }
}
