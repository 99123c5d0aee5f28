import type { ParsedMail } from 'mailparser';
import { eventually } from '#libs/testing';

/** An employee’s mailbox at a provider that has nothing to do with the company. */
export class WorkMailbox {
  private readonly letters: ParsedMail[] = [];

  constructor(readonly address: string) {}

  take(letter: ParsedMail): void {
    this.letters.push(letter);
  }

  /** The first one like this, when it is there. @throws when none came within a minute */
  letter(like: (letter: ParsedMail) => boolean): Promise<ParsedMail> {
    return eventually(
      () => {
        const found = this.letters.find(like);
        if (found === undefined) throw new Error(`no such letter came to ${this.address}`);
        return found;
      },
      { withinMs: 60_000 },
    );
  }
}
