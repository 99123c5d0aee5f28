import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { SETTINGS } from '#libs/config';
import { recordingKept, type RecordingKept } from '#libs/contracts';
import { EvidenceStore } from '#libs/evidence';
import { aClient, aCompany, aManager, anEmployee, anOwner, aTeam, type SavedEmployee } from '#libs/testing';
import { RecordingsModule } from '../src/recordings/recordings.module.js';
import { aCore, EdgeModule, type Caller } from './a-core.js';
import { aKeptCall, aKeptSound } from './a-kept-call.js';

@Module({ imports: [EdgeModule, RecordingsModule] })
class RecordingsCore {}

/** A company with two teams, a head and somebody in each, a card of Anna's, and the ways in which recordings come and are heard. */
export async function aRecordingCompany(env: Record<string, string> = {}) {
  const core = await aCore({ module: RecordingsCore, env });
  const evidence = core.app.get(EvidenceStore, { strict: false });
  await aCompany().saved(core.db);
  const sales = await aTeam('Sales').saved(core.db);
  const others = await aTeam('Others').saved(core.db);
  const olga = await anOwner('Olga').saved(core.db);
  const maria = await aManager('Maria').inTeam(sales).saved(core.db);
  const other = await aManager('Other').inTeam(others).saved(core.db);
  const anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
  const boris = await anEmployee('Boris').inTeam(others).saved(core.db);
  const admin = await anEmployee('Admin').as('administrator').saved(core.db);
  const card = await aClient('Ada Lovelace').withPhone('+380441234567').assignedTo(anna).saved(core.db);

  const tell = async (topic: string, ...bodies: object[]) => {
    const envelopes = bodies.map((body) => ({
      ...{ id: crypto.randomUUID(), topic, json: JSON.stringify(body), attempt: 0 },
    }));
    const outcomes = await core.bus.publish(envelopes);
    expect(outcomes.filter((outcome) => outcome !== null)).toEqual([]);
  };
  const keep = async (kept: RecordingKept) => {
    await tell(recordingKept.topic, kept);
    return kept;
  };
  return {
    ...{ core, evidence, sales, others, olga, maria, other, anna, boris, admin, card, tell, keep },
    /** Of Anna's, unless said otherwise. */
    aRecordedCall: async (
      call = aKeptCall().on(card).spokenBy(anna),
      sound?: Buffer,
      more?: Partial<RecordingKept>,
    ) => {
      const saved = await call.saved(core.db);
      return { ...saved, ...(await keep(await aKeptSound(evidence, saved.id, sound, more))) };
    },
    policy: (rules: object) =>
      core.db.query(
        `insert into core.telephony_policy (policy) values ($1) on conflict (single) do update set policy = excluded.policy`,
        [JSON.stringify(rules)],
      ),
    /** Audit entries about it, in order. */
    entriesOf: (subjectId: string) =>
      core.db.query<{ action: string; actor_id: string; client_id: string }>(
        `select action, actor_id, client_id from core.journal where kind = 'audit' and subject_id = $1 order by at, seq`,
        [subjectId],
      ),
    fetched: async (caller: Caller, path: string, headers: Record<string, string> = {}, method = 'GET') => {
      const response = await fetch(new URL(path, core.url), { method, headers: { ...caller.headers, ...headers } });
      return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
    },
    as: (who: SavedEmployee) => core.as(who),
    /** Turns one bit of the stored object. */
    damage: async (sha256: string, at: number) => {
      const { dataDir } = core.app.get<{ dataDir: string }>(SETTINGS, { strict: false });
      const path = join(dataDir, 'evidence', sha256.slice(0, 2), sha256);
      const file = await readFile(path);
      file[at]! ^= 1;
      await writeFile(path, file);
    },
  };
}
export type RecordingCompany = Awaited<ReturnType<typeof aRecordingCompany>>;
