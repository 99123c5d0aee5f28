import { Controller } from '@nestjs/common';
import { mailDoors, type ReplyOf } from '#libs/contracts';
import { Answers } from '#libs/messaging';
import { SubmissionService } from '../submission/submission.service.js';
import { SmtpReceiverService } from './smtp/smtp-receiver.service.js';

/** Tells whether our own ports are open, for the page that shows every channel. */
@Controller()
export class DoorsConsumer {
  constructor(
    private readonly receiver: SmtpReceiverService,
    private readonly submission: SubmissionService,
  ) {}

  @Answers(mailDoors)
  standing(): Promise<ReplyOf<typeof mailDoors>> {
    return Promise.resolve({ doors: [this.receiver.standing(), this.submission.standing()] });
  }
}
