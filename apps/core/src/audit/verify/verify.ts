import type { EvidenceRef, Sha256 } from '#libs/contracts';
import type { Tx, UnitOfWork } from '#libs/database';
import type { EvidenceStore, MasterKey } from '#libs/evidence';
import { Anchors } from '../journal/anchors.js';
import type { LaneHead } from '../journal/journal-entry.js';
import { ChainWalk, headsOf } from './chain-walk.js';
import { mostProblems, type Problem, type VerifyReport } from './verify-report.js';
import { VerifyRepository, type JournalRow, type RowKind } from './verify.repository.js';

const pageSize = 2_000;
const evidenceAtOnce = 4;

export interface VerifyOptions {
  /** As the core role's user. */
  uow: UnitOfWork;
  evidence: EvidenceStore;
  masterKey: MasterKey;
  /** Where the anchors lie. */
  dataDir: string;
  /** Leaves the bytes of the originals alone. */
  quick: boolean;
  onProgress?: (soFar: Readonly<VerifyReport>) => void;
}

/**
 * Checks that everything on record is as it was recorded: links, hashes and gaps of all chains, every interaction against its entry,
 * checkpoints and anchors, and the bytes of every original. Reads only; memory does not grow with the journal.
 * @throws what the database or the evidence storage throws when it cannot be asked: that is no verdict
 */
export function verify(options: VerifyOptions): Promise<VerifyReport> {
  return options.uow.run((tx) => new Verification(tx, options).run());
}

class Verification {
  private readonly repository = new VerifyRepository();
  private readonly startedAt = performance.now();
  private readonly report: VerifyReport = {
    entries: 0,
    interactions: 0,
    recordings: 0,
    messageChanges: 0,
    messageMedia: 0,
    checkpoints: 0,
    anchors: 0,
    evidence: 0,
    problems: [],
    tookMs: 0,
  };

  constructor(
    private readonly tx: Tx,
    private readonly options: VerifyOptions,
  ) {}

  async run(): Promise<VerifyReport> {
    await this.repository.freeze(this.tx);
    await this.walk();
    await this.checkAnchors();
    await this.findUnrecorded();
    this.report.tookMs = Math.round(performance.now() - this.startedAt);
    return this.report;
  }

  private async walk(): Promise<void> {
    const walk = new ChainWalk();
    let next = this.repository.page(this.tx, 0, pageSize);
    for (let page = await next; page.length > 0; page = await next) {
      // PostgreSQL looks for the next page while this one is hashed.
      next = this.repository.page(this.tx, page.at(-1)!.seq, pageSize);
      next.catch(() => undefined);
      const found = page.map((row) => walk.step(row));
      const damaged = this.options.quick ? new Map<number, Problem>() : await this.checkEvidence(page);
      page.forEach((row, n) => this.note(found[n] ?? damaged.get(row.seq)));
      this.report.entries += page.length;
      this.report.interactions += page.filter((row) => row.facts !== null).length;
      this.report.recordings += page.filter((row) => row.recording !== null).length;
      this.report.messageChanges += page.filter((row) => row.messageChange !== null).length;
      this.report.messageMedia += page.filter((row) => row.messageMedia !== null).length;
      const checkpoints = page.filter((row) => row.kind === 'checkpoint');
      this.report.checkpoints += checkpoints.length;
      if (checkpoints.length > 0) {
        await next.catch(() => undefined);
        await this.checkHeads(checkpoints.flatMap(headsOf));
      }
      this.options.onProgress?.(this.report);
    }
  }

  /** @returns by number of the entry */
  private async checkEvidence(page: readonly JournalRow[]): Promise<Map<number, Problem>> {
    const damaged = new Map<number, Problem>();
    const objects = page.flatMap(evidenceOf);
    const one = async () => {
      for (let next = objects.pop(); next; next = objects.pop()) {
        const { seq, ref, about } = next;
        const verdict = await this.options.evidence.verify(ref.sha256);
        this.report.evidence++;
        if (verdict.ok && verdict.size === ref.size) continue;
        damaged.set(seq, { code: verdict.ok ? 'evidence.corrupt' : verdict.code, seq, ...about });
      }
    };
    await Promise.all(Array.from({ length: evidenceAtOnce }, one));
    return damaged;
  }

  private async checkHeads(heads: readonly LaneHead[]): Promise<void> {
    const hashes = await this.repository.hashes(
      this.tx,
      heads.map(({ seq }) => seq),
    );
    for (const { seq, hash } of heads.toSorted((a, b) => a.seq - b.seq)) {
      const found = hashes.get(seq);
      if (found === hash) continue;
      this.note({ code: found === undefined ? 'journal.truncated' : 'journal.rewritten', seq, interactionId: null });
    }
  }

  private async checkAnchors(): Promise<void> {
    const { dataDir, masterKey } = this.options;
    const anchors = await new Anchors(dataDir, masterKey).read();
    this.report.anchors = anchors.length;
    if (anchors.length === 0 && this.report.checkpoints > 0)
      this.note({ code: 'journal.anchor-missing', seq: null, interactionId: null });
    for (const { anchor } of anchors) {
      if (anchor === null) this.note({ code: 'journal.anchor-changed', seq: null, interactionId: null });
      else await this.checkHeads(anchor.heads);
    }
  }

  private async findUnrecorded(): Promise<void> {
    if ((await this.repository.countInteractions(this.tx)) !== this.report.interactions)
      for (const { id } of await this.repository.unrecorded(this.tx, mostProblems))
        this.note({ code: 'interaction.unrecorded', seq: null, interactionId: id });
    if ((await this.repository.countRecordings(this.tx)) !== this.report.recordings)
      for (const recordingId of await this.repository.unrecordedRecordings(this.tx, mostProblems))
        this.note({ code: 'recording.unrecorded', seq: null, interactionId: null, recordingId });
    await this.findUnrecordedRows('message-change', this.report.messageChanges);
    await this.findUnrecordedRows('message-media', this.report.messageMedia);
  }

  private async findUnrecordedRows(kind: RowKind, onRecord: number): Promise<void> {
    if ((await this.repository.countRows(this.tx, kind)) === onRecord) return;
    for (const rowId of await this.repository.unrecordedRows(this.tx, kind, mostProblems))
      this.note({ code: `${kind}.unrecorded`, seq: null, interactionId: null, rowId });
  }

  private note(problem: Problem | null | undefined): void {
    if (!problem || this.report.problems.length >= mostProblems) return;
    const { problems } = this.report;
    // A checkpoint and an anchor may tell the same twice.
    if (
      problems.some(
        (one) =>
          one.code === problem.code &&
          one.seq === problem.seq &&
          one.interactionId === problem.interactionId &&
          one.recordingId === problem.recordingId &&
          one.rowId === problem.rowId,
      )
    )
      return;
    problems.push(problem);
  }
}

interface StoredObject {
  seq: number;
  ref: EvidenceRef;
  about: Pick<Problem, 'interactionId' | 'recordingId' | 'rowId'>;
}

/**
 * The bytes that an entry vouches for: the original of an interaction; sound, peaks and the engine's own files of a recording; what the
 * provider told of a message's change; a message's picture, sound or file.
 */
function evidenceOf({ seq, facts, recording, messageChange, messageMedia }: JournalRow): StoredObject[] {
  if (facts !== null) {
    const ref = { sha256: facts.evidenceSha256 as Sha256, size: facts.evidenceSize };
    return [{ seq, ref, about: { interactionId: facts.id } }];
  }
  const ofMessage = messageChange ?? messageMedia;
  if (ofMessage !== null)
    return [{ seq, ref: ofMessage.evidence, about: { interactionId: null, rowId: ofMessage.id } }];
  if (recording === null) return [];
  const about = { interactionId: null, recordingId: recording.id };
  return [recording.sound, recording.peaks, ...recording.originals].map((ref) => ({ seq, ref, about }));
}
