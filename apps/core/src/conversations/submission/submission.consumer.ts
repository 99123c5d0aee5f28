import { Controller, Inject } from '@nestjs/common';
import {
  letterSubmitted,
  routeSubmitted,
  signInMailProgram,
  type LetterSubmitted,
  type ReplyOf,
  type RequestOf,
  type SignInMailProgram,
} from '#libs/contracts';
import { Answers, Consumes, Inbox, type Delivered } from '#libs/messaging';
import { ReadingService } from '../reading/reading.service.js';
import { LetterRouter } from './letter-router.js';
import { MailProgramDoor } from './mail-program-door.js';
import { SubmissionCapture } from './submission-capture.service.js';

const consumer = 'core.submission';

/** What the mail role asks while a mail program waits, and what it tells when a letter is durable. */
@Controller()
export class SubmissionConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly door: MailProgramDoor,
    private readonly router: LetterRouter,
    private readonly capture: SubmissionCapture,
    @Inject(ReadingService) private readonly reading: Pick<ReadingService, 'captured'>,
  ) {}

  @Answers(signInMailProgram)
  signIn(request: RequestOf<typeof signInMailProgram>): Promise<SignInMailProgram> {
    return this.door.signIn(request);
  }

  @Answers(routeSubmitted)
  async route({ letters }: RequestOf<typeof routeSubmitted>): Promise<ReplyOf<typeof routeSubmitted>> {
    return { routes: await this.router.route(letters) };
  }

  @Consumes(letterSubmitted, { as: consumer, batch: 100 })
  async submitted(batch: Delivered<LetterSubmitted>[]): Promise<void> {
    await this.inbox.onceEach(consumer, batch, (tx, fresh) =>
      this.capture.store(
        tx,
        fresh.map(({ body }) => body),
      ),
    );
    this.reading.captured(batch.length);
  }
}
