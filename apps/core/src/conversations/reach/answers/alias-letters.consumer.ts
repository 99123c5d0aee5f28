import { Controller } from '@nestjs/common';
import { judgeAliasLetter, lookAlias, type ReplyOf, type RequestOf } from '#libs/contracts';
import { Answers } from '#libs/messaging';
import { AliasAnswers } from './alias-answers.js';
import { AliasLetters } from './alias-letters.service.js';

/** The mail role asks whose an alias is, and whether what is written to it may go on. */
@Controller()
export class AliasLettersConsumer {
  constructor(
    private readonly letters: AliasLetters,
    private readonly answers: AliasAnswers,
  ) {}

  @Answers(lookAlias)
  look(request: RequestOf<typeof lookAlias>): Promise<ReplyOf<typeof lookAlias>> {
    return this.letters.look(request);
  }

  @Answers(judgeAliasLetter)
  async judge(request: RequestOf<typeof judgeAliasLetter>): Promise<ReplyOf<typeof judgeAliasLetter>> {
    const verdict = await this.letters.judge(request);
    if (verdict.verdict === 'taken') this.answers.nudge();
    return verdict;
  }
}
