import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { PromptId, speakPrompt, type EvidenceRef } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { EvidenceStore } from '#libs/evidence';
import { Bus } from '#libs/messaging';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import type { FileForDownload } from '../../http/send-file.js';
import type { PromptFacts, PromptView, SpokenPrompt } from './prompt.view.js';
import { PromptsRepository, type PromptRow } from './prompts.repository.js';
import { waveDurationMs } from './wave-facts.js';

/** Four minutes of telephone sound. */
const longestBytes = 4_000_000;

/** What is played to clients: kept as evidence, since what a client heard is part of what happened. */
@Injectable()
export class PromptsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: PromptsRepository,
    private readonly evidence: EvidenceStore,
    private readonly bus: Bus,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<PromptView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => (await this.repository.all(tx)).map(viewOf));
  }

  /** @throws UserError `prompt.too-large`, and what `waveDurationMs` throws */
  async upload(viewer: Viewer, facts: PromptFacts, body: Readable): Promise<PromptView> {
    const bytes = await whole(body);
    const durationMs = waveDurationMs(bytes);
    return this.keep(viewer, facts, { evidence: await this.evidence.put(bytes), durationMs });
  }

  /** @throws UserError `telephony.no-voice` */
  async speak(viewer: Viewer, { text, ...facts }: SpokenPrompt): Promise<PromptView> {
    return this.keep(viewer, facts, await this.bus.ask(speakPrompt, { text, language: facts.language }));
  }

  /** @throws UserError `prompt.not-found` */
  audio(viewer: Viewer, id: PromptId): Promise<FileForDownload> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.repository.find(tx, id);
      if (row === null) throw new UserError('prompt.not-found', { id });
      const open = () => this.evidence.open(row.sha256);
      return { name: `${row.label}.wav`, type: 'audio/wav', size: Number(row.size), open };
    });
  }

  private keep(
    viewer: Viewer,
    facts: PromptFacts,
    sound: { evidence: EvidenceRef; durationMs: number },
  ): Promise<PromptView> {
    const id = PromptId.parse(uuidv7());
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.insert(tx, { id, ...facts, ...sound }, viewer.employeeId);
      const body = { name: facts.name, language: facts.language, sha256: sound.evidence.sha256 };
      this.audit.record(tx, viewer, 'prompt.added', { subjectId: id, body });
      return viewOf((await this.repository.find(tx, id))!);
    });
  }
}

async function whole(body: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  // Left open, and what still comes is let pass: the answer goes out over the same connection.
  for await (const part of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > longestBytes) break;
    parts.push(part);
  }
  body.resume();
  if (length > longestBytes) throw new UserError('prompt.too-large', { limitBytes: longestBytes });
  return Buffer.concat(parts);
}

function viewOf({ id, name, language, label, durationMs, createdAt }: PromptRow): PromptView {
  return { id, name, language, label, durationMs, createdAt: createdAt.toISOString() };
}
