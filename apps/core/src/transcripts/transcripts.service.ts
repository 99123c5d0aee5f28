import { Injectable } from '@nestjs/common';
import type { RecordingId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import type { ContactSight } from '../access/masking.js';
import { Masking } from '../access/masking.repository.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { RecordingNotFound } from '../recordings/recordings.errors.js';
import { RecordingsRepository, type RecordingRow } from '../recordings/recordings.repository.js';
import { TranscriptsOff } from './recogniser.errors.js';
import { unsealWords } from './sealed-words.js';
import { TranscriptQueue } from './transcript-queue.js';
import type { SpokenWord, TranscriptView } from './transcript.view.js';
import { TranscriptsRepository, type TranscriptRow } from './transcripts.repository.js';

/** What was said, for whoever may hear it. */
@Injectable()
export class TranscriptsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: TranscriptsRepository,
    private readonly recordings: RecordingsRepository,
    private readonly queue: TranscriptQueue,
    private readonly masking: Masking,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
  ) {}

  /** @throws RecordingNotFound */
  get(viewer: Viewer, id: RecordingId): Promise<TranscriptView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const { clientId } = await this.find(tx, viewer, id);
      const row = await this.repository.find(tx, id);
      if (row?.state === 'done')
        this.audit.record(tx, viewer, 'recording.transcript-read', { clientId, subjectId: id });
      return this.view(await this.masking.for(tx, viewer), row);
    });
  }

  /** Asks for a transcript, also again after it failed. @throws RecordingNotFound, TranscriptsOff */
  request(viewer: Viewer, id: RecordingId): Promise<TranscriptView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const { clientId } = await this.find(tx, viewer, id);
      if (!this.queue.isOpen) throw new TranscriptsOff();
      await this.queue.add(tx, [id]);
      this.audit.record(tx, viewer, 'recording.transcript-requested', { clientId, subjectId: id });
      return this.view(await this.masking.for(tx, viewer), await this.repository.find(tx, id));
    });
  }

  private async find(tx: Tx, viewer: Viewer, id: RecordingId): Promise<RecordingRow> {
    const row = await this.recordings.find(tx, viewer, id);
    if (!row) throw new RecordingNotFound(id);
    return row;
  }

  private view(sight: ContactSight, row: TranscriptRow | null): TranscriptView {
    const available = this.queue.isOpen;
    if (row === null) return { state: 'none', code: null, language: null, words: [], available };
    const { state, code, language, sealedWords } = row;
    const words = sealedWords === null ? [] : unsealWords(this.masterKey, sealedWords);
    if (words === null) return { state: 'failed', code: 'content.sealed', language, words: [], available };
    return { state, code, language, available, words: words.map((word) => seen(sight, word)) };
  }
}

/** Of ten thousand words few can hold an address. */
const seen = (sight: ContactSight, word: SpokenWord): SpokenWord =>
  /[@\d]/.test(word.text) ? { ...word, text: sight.text(word.text) } : word;
