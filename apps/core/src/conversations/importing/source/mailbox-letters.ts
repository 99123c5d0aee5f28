import { z } from 'zod';
import { keepOldLetters, listOldLetters, type OldMailbox, type ReplyOf } from '#libs/contracts';
import type { Bus } from '#libs/messaging';
import type { FoundLetter, KeptLetter, LetterBatch, LetterSource, SourceProblem } from './found-letter.js';

const batchLetters = 50;

/** Which folder is next, and behind which letter of it. */
const Place = z.object({
  folder: z.int().nonnegative(),
  uidValidity: z.string().nullable(),
  after: z.int().nonnegative(),
});

type Listed = ReplyOf<typeof listOldLetters>['letters'][number];

/** Letters of a mailbox that the mail role reads for us: headers first, and whole only those that are wanted. */
export class MailboxLetters implements LetterSource {
  constructor(
    private readonly bus: Bus,
    private readonly where: { importId: string; mailbox: OldMailbox; password: string },
    private readonly folders: readonly string[],
  ) {}

  /** @throws the troubles of a mailbox; OperationalError `bus.no-answer` */
  async *batches(from: unknown): AsyncGenerator<LetterBatch> {
    let place = from === null ? { folder: 0, uidValidity: null, after: 0 } : Place.parse(from);
    while (place.folder < this.folders.length) {
      const folder = this.folders[place.folder]!;
      const { after, uidValidity: before } = place;
      const asked = { ...this.where, folder, after, uidValidity: before, most: batchLetters };
      const { uidValidity, letters, done } = await this.bus.ask(listOldLetters, asked);
      const last = letters.at(-1)?.uid ?? after;
      place = done
        ? { folder: place.folder + 1, uidValidity: null, after: 0 }
        : { folder: place.folder, uidValidity, after: last };
      if (letters.length > 0)
        yield {
          letters: letters.map((letter) => foundIn(folder, letter)),
          ...{ place, doneBytes: 0 },
          keep: (which) =>
            this.keep(
              folder,
              uidValidity,
              which.map((n) => letters[n]!),
            ),
        };
    }
  }

  private async keep(
    folder: string,
    uidValidity: string,
    wanted: readonly Listed[],
  ): Promise<(KeptLetter | SourceProblem)[]> {
    const uids = wanted.map(({ uid }) => uid);
    const { letters } = await this.bus.ask(keepOldLetters, { ...this.where, folder, uidValidity, uids });
    const byUid = new Map(letters.map((letter) => [letter.uid, letter]));
    return uids.map((uid) => byUid.get(uid)?.kept ?? problemOf(byUid.get(uid)?.code ?? null));
  }
}

const foundIn = (folder: string, { header, receivedAt, draft }: Listed): FoundLetter => ({
  ...{ where: folder, problem: null, header, contentDigest: null, at: new Date(receivedAt), draft },
});

const problems: Readonly<Record<string, SourceProblem>> = {
  'mail.letter-too-large': 'letter-too-large',
  'mail.letter-withheld': 'letter-withheld',
};
const problemOf = (code: string | null): SourceProblem => problems[code ?? ''] ?? 'letter-gone';
