/** Characters of one file that are kept and found; what a hit shows of is looked through to here. */
export const fileTextLimit = 200_000;
/** A larger file is passed over: it is no text that somebody wrote. */
export const fileSizeLimit = 25 * 1024 * 1024;

/** What is written in a file. The codes are for whoever asks why something is not found. */
export type FileText =
  | { readonly is: 'done'; readonly text: string }
  | { readonly is: 'too-big'; readonly code: string }
  | { readonly is: 'failed'; readonly code: string };

/** Why a file gives no text, told by the readers. */
export class UnreadableFile extends Error {
  constructor(
    /** `file.locked`, `file.too-big`, `file.not-what-it-says` */
    readonly code: string,
  ) {
    super(code);
  }
}

/** Gathers pieces up to the limit; whoever fills it may stop. */
export class TextGatherer {
  private readonly pieces: string[] = [];
  private length = 0;

  get full(): boolean {
    return this.length >= fileTextLimit;
  }

  add(piece: string): void {
    if (this.full || piece === '') return;
    this.pieces.push(piece.slice(0, fileTextLimit - this.length));
    this.length += piece.length;
  }

  toString(): string {
    return this.pieces.join('');
  }
}
