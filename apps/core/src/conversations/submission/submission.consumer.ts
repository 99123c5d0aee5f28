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
import { SubmittedLater } from './later/submitted-later.js';
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
    private readonly later: SubmittedLater,
    @Inject(ReadingService) private readonly reading: Pick<ReadingService, 'captured'>,
  ) {}

  @Answers(signInMailProgram)
  signIn(request: RequestOf<typeof signInMailProgram>): Promise<SignInMailProgram> {
    return this.door.signIn(request);
  }

  @Answers(routeSubmitted)
  async route({ letters }: RequestOf<typeof routeSubmitted>): Promise<ReplyOf<typeof routeSubmitted>> {
    await this.door.notePrograms(letters);
    return { routes: await this.router.route(letters) };
  }

  @Consumes(letterSubmitted, { as: consumer, batch: 100 })
  async submitted(batch: Delivered<LetterSubmitted>[]): Promise<void> {
    const later = await this.later.read(batch.map(({ body }) => body).filter(waits));
    await this.inbox.onceEach(consumer, batch, async (tx, fresh) => {
      const letters = fresh.map(({ body }) => body);
      const now = letters.filter((letter) => !waits(letter));
      if (now.length > 0) await this.capture.store(tx, now);
      await this.later.keep(tx, new Map([...later].filter(([letter]) => letters.includes(letter))));
    });
    this.reading.captured(batch.length);
  }
}

const waits = ({ goesAt, route }: LetterSubmitted): boolean => goesAt !== null && route.clientId !== null;
