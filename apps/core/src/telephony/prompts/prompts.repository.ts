import { Injectable } from '@nestjs/common';
import type { EmployeeId, EvidenceRef, PromptId, PromptLanguage, PromptName, Sha256 } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface PromptRow {
  readonly id: PromptId;
  readonly name: PromptName;
  readonly language: PromptLanguage;
  readonly label: string;
  readonly durationMs: number;
  readonly sha256: Sha256;
  readonly size: string;
  readonly createdAt: Date;
}

const columns = `id, name, language, label, duration_ms as "durationMs", evidence_sha256 as sha256, evidence_size as size, created_at as "createdAt"`;

@Injectable()
export class PromptsRepository {
  all(tx: Tx): Promise<PromptRow[]> {
    return tx.query<PromptRow>(`select ${columns} from prompt order by created_at desc, id desc limit 500`);
  }

  async find(tx: Tx, id: PromptId): Promise<PromptRow | null> {
    const [row] = await tx.query<PromptRow>(`select ${columns} from prompt where id = $1`, [id]);
    return row ?? null;
  }

  async insert(
    tx: Tx,
    prompt: Pick<PromptRow, 'id' | 'name' | 'language' | 'label' | 'durationMs'> & { evidence: EvidenceRef },
    by: EmployeeId,
  ): Promise<void> {
    await tx.query(
      `insert into prompt (id, name, language, label, duration_ms, evidence_sha256, evidence_size, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[prompt.id, prompt.name, prompt.language, prompt.label, prompt.durationMs],
        ...[prompt.evidence.sha256, prompt.evidence.size, by],
      ],
    );
  }
}
