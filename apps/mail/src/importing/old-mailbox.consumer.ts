import { Controller } from '@nestjs/common';
import { keepOldLetters, listOldLetters, type ReplyOf, type RequestOf } from '#libs/contracts';
import { Answers } from '#libs/messaging';
import { OldMailboxes } from './old-mailboxes.service.js';

@Controller()
export class OldMailboxConsumer {
  constructor(private readonly mailboxes: OldMailboxes) {}

  @Answers(listOldLetters)
  list(request: RequestOf<typeof listOldLetters>): Promise<ReplyOf<typeof listOldLetters>> {
    return this.mailboxes.list(request);
  }

  @Answers(keepOldLetters)
  keep(request: RequestOf<typeof keepOldLetters>): Promise<ReplyOf<typeof keepOldLetters>> {
    return this.mailboxes.keep(request);
  }
}
