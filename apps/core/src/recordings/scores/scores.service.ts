import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { RecordingId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { CannotUnseal, MasterKey } from '#libs/evidence';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { PlayingService } from '../playing/playing.service.js';
import { CriteriaRepository } from './criteria.repository.js';
import type { NewScorecard, ScorecardView, ScoresQuery, ScoresReport } from './score.view.js';
import { ScoresRepository } from './scores.repository.js';

const purpose = 'recording/remark';

/** How heads score what they heard: one card of each counts, the newest; those before it stay. */
@Injectable()
export class ScoresService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ScoresRepository,
    private readonly criteria: CriteriaRepository,
    private readonly playing: PlayingService,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
  ) {}

  /** @throws RecordingNotFound */
  ofRecording(viewer: Viewer, id: RecordingId): Promise<ScorecardView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.playing.find(tx, viewer, id);
      return this.views(tx, id);
    });
  }

  /** @throws RecordingNotFound, UserError `criterion.not-found`: also one that is retired or of another team */
  score(viewer: Viewer, recordingId: RecordingId, { scores, remark }: NewScorecard): Promise<ScorecardView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const recording = await this.playing.find(tx, viewer, recordingId);
      const known = await this.criteria.inForce(tx, viewer, Object.keys(scores));
      const unknown = Object.keys(scores).find((id) => !known.has(id));
      if (unknown !== undefined) throw new UserError('criterion.not-found', { id: unknown });
      const sealedRemark = remark ? this.masterKey.seal(Buffer.from(remark, 'utf8'), purpose) : null;
      const card = { id: uuidv7(), recordingId, listenerId: viewer.employeeId, sealedRemark };
      await this.repository.insert(tx, card, scores);
      const about = { clientId: recording.clientId, subjectId: recordingId, body: { scorecardId: card.id } };
      this.audit.record(tx, viewer, 'recording.scored', about);
      return this.views(tx, recordingId);
    });
  }

  report(viewer: Viewer, query: ScoresQuery): Promise<ScoresReport> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const rows = await this.repository.averages(tx, viewer, query);
      return { criteria: await this.criteria.list(tx, viewer), rows };
    });
  }

  private async views(tx: Tx, id: RecordingId): Promise<ScorecardView[]> {
    const counted = new Set<string>();
    return (await this.repository.ofRecording(tx, id)).map(({ sealedRemark, createdAt, ...row }) => {
      const current = !counted.has(row.listener.id);
      counted.add(row.listener.id);
      return { ...row, remark: this.words(sealedRemark), createdAt: createdAt.toISOString(), current };
    });
  }

  private words(sealed: Buffer | null): string | null {
    try {
      return sealed && this.masterKey.unseal(sealed, purpose).toString('utf8');
    } catch (error) {
      if (error instanceof CannotUnseal) return null;
      throw error;
    }
  }
}
