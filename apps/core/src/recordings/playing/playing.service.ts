import { Injectable } from '@nestjs/common';
import type { RecordingId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { EvidenceStore } from '#libs/evidence';
import type { ContactSight } from '../../access/masking.js';
import { Masking } from '../../access/masking.repository.js';
import { hasRight } from '../../access/rights.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import type { FileForDownload } from '../../http/send-file.js';
import type { RangedBytes } from '../../http/send-ranged.js';
import { markedCopy } from '../marked/marked-copy.js';
import { factsOfColumns } from '../recording-facts.js';
import type { RecordingView } from '../recording.view.js';
import { recordingView } from '../recording-views.js';
import { DownloadRefused, RecordingNotFound } from '../recordings.errors.js';
import { RecordingsRepository, type PlayingPolicy, type RecordingRow } from '../recordings.repository.js';

/** A player asks for many ranges while it plays: of one listener and recording that is one hearing. */
const oneHearingMs = 10 * 60_000;

/** Hearing what was said. Every hearing and every copy is on record before its first byte leaves. */
@Injectable()
export class PlayingService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: RecordingsRepository,
    private readonly masking: Masking,
    private readonly evidence: EvidenceStore,
    private readonly audit: Audit,
  ) {}

  /** @throws RecordingNotFound */
  get(viewer: Viewer, id: RecordingId): Promise<RecordingView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.find(tx, viewer, id);
      return recordingView(row, await this.sight(tx, viewer), mayDownload(viewer, await this.repository.policy(tx)));
    });
  }

  /** The sound, to be played from any place on. @throws RecordingNotFound */
  play(viewer: Viewer, id: RecordingId): Promise<RangedBytes> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.find(tx, viewer, id);
      await this.noteHearing(tx, viewer, row);
      return this.soundOf(row);
    });
  }

  /** What `play` would give, without a byte of it: nobody has heard anything. @throws RecordingNotFound */
  describe(viewer: Viewer, id: RecordingId): Promise<RangedBytes> {
    return this.uow.as(scopeOf(viewer), async (tx) => this.soundOf(await this.find(tx, viewer, id)));
  }

  /** A copy to take away, with its listener's mark inside. @throws RecordingNotFound, DownloadRefused, NotMarkable */
  download(viewer: Viewer, id: RecordingId): Promise<FileForDownload> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.find(tx, viewer, id);
      if (!mayDownload(viewer, await this.repository.policy(tx))) throw new DownloadRefused();
      const { sound, type, startedAt } = factsOfColumns(row);
      const mark = { recordingId: id, listenerId: viewer.employeeId, listenerName: viewer.name, at: new Date() };
      const copy = await markedCopy(this.evidence, sound, type, mark);
      this.audit.record(tx, viewer, 'recording.downloaded', { clientId: row.clientId, subjectId: id });
      // No client's number: a file's name travels further than its content.
      const name = `${startedAt.toISOString().slice(0, 16).replaceAll(/[-:]/g, '')}Z-${id}.${copy.ending}`;
      return { name, type: type.split(';')[0]!, size: copy.size, open: () => copy.open() };
    });
  }

  /** The line to draw. @throws RecordingNotFound */
  peaks(viewer: Viewer, id: RecordingId): Promise<RangedBytes> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const { peaks } = factsOfColumns(await this.find(tx, viewer, id));
      return {
        ...peaks,
        type: 'application/json; charset=utf-8',
        mayBeKept: true,
        open: (range) => this.evidence.open(peaks.sha256, range),
      };
    });
  }

  /** @throws RecordingNotFound */
  async find(tx: Tx, viewer: Viewer, id: RecordingId): Promise<RecordingRow> {
    const row = await this.repository.find(tx, viewer, id);
    if (!row) throw new RecordingNotFound(id);
    return row;
  }

  private soundOf(row: RecordingRow): RangedBytes {
    const { sound, type } = factsOfColumns(row);
    return { ...sound, type, open: (range) => this.evidence.open(sound.sha256, range) };
  }

  private async noteHearing(tx: Tx, viewer: Viewer, { id, clientId }: RecordingRow): Promise<void> {
    const since = new Date(Date.now() - oneHearingMs);
    const heard = () => this.repository.heardSince(tx, id, viewer.employeeId, since);
    if (await heard()) return;
    await this.repository.lockHearing(tx, id, viewer.employeeId);
    if (await heard()) return;
    this.audit.record(tx, viewer, 'recording.played', { clientId, subjectId: id });
  }

  private sight(tx: Tx, viewer: Viewer): Promise<ContactSight> {
    return this.masking.for(tx, viewer);
  }
}

/** The owner; a manager where the policy says so. */
export function mayDownload(viewer: Viewer, policy: PlayingPolicy): boolean {
  return hasRight(viewer, 'recordings.download') && (viewer.role === 'owner' || policy.managersDownload);
}
