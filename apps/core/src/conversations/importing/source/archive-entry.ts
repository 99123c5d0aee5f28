/** One file of an archive, or the file itself where it is none. */
export interface ArchiveEntry {
  /** In the order of the archive, from 0. */
  readonly index: number;
  /** Its path as the archive writes it; empty where there is no archive. */
  readonly name: string;
  /** When it was written, where the archive says so. */
  readonly at: Date | null;
  readonly size: number;
  /** Why it cannot be read; null: it can. */
  readonly code: 'encrypted' | null;
  /** Bytes of the archive that are past when this one is. */
  readonly upTo: number;
  /** To be called before the next entry is asked for. @throws what the archive's reading throws: this entry is damaged, or all of it */
  open(): AsyncIterable<Buffer>;
}
