import { Transform, type Readable, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { UnitOfWork } from '#libs/database';
import { EvidenceStore } from '#libs/evidence';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import type { UploadView } from '../interaction.view.js';
import { UploadTooLarge } from './answering.errors.js';
import { messageLimitBytes } from './answer-plan.js';
import { fileName, mediaType } from './clean-words.js';

/** Attachments on their way: kept as evidence at once, used by one message of whoever sent them here. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly evidence: EvidenceStore,
  ) {}

  /** @throws UploadTooLarge; nothing is kept of an upload that broke off */
  async store(viewer: Viewer, file: { name: string; type: string }, bytes: Readable): Promise<UploadView> {
    const limited = new SizeLimit(messageLimitBytes);
    const [ref] = await Promise.all([this.evidence.put(limited), pipeline(bytes, limited)]);
    const upload = { id: uuidv7(), name: fileName(file.name), type: mediaType(file.type), size: ref.size };
    await this.uow.as(scopeOf(viewer), (tx) =>
      tx.query(`insert into upload (id, sha256, size, name, type, created_by) values ($1, $2, $3, $4, $5, $6)`, [
        upload.id,
        ref.sha256,
        upload.size,
        upload.name,
        upload.type,
        viewer.employeeId,
      ]),
    );
    return upload;
  }
}

class SizeLimit extends Transform {
  private left: number;

  constructor(private readonly limitBytes: number) {
    super();
    this.left = limitBytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.left -= chunk.length;
    if (this.left < 0) done(new UploadTooLarge(this.limitBytes));
    else done(null, chunk);
  }
}
