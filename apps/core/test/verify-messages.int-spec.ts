import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { whatsappMediaSettled, whatsappMessageChanged, whatsappMessageReceived } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { aCompany, aWhatsappNumber } from '#libs/testing';
import { verify } from '../src/audit/verify/verify.js';
import { aCore, type TestCore } from './a-core.js';
import { aChange, aMessage, anEvidence, keptBytes } from './a-whatsapp-message.js';

describe('keepline verify, of messages', () => {
  let core: TestCore;
  let dataDir: string;

  beforeEach(async () => {
    core = await aCore();
    dataDir = await mkdtemp(join(tmpdir(), 'keepline-verify-'));
    await aCompany().saved(core.db);
    const office = await aWhatsappNumber().byDevice().saved(core.db);
    const media = { type: 'image/jpeg', name: null, size: 3, durationMs: null };
    const evidence = () => keptBytes(core, `as it came ${uuidv7()}`);
    const message = aMessage(office.id, '380501000001', { kind: 'image', media }, { evidence: await evidence() });
    await core.tell(whatsappMessageReceived, message);
    for (const change of [{ is: 'edited', text: 'better' }, { is: 'revoked' }] as const)
      await core.tell(whatsappMessageChanged, aChange(message, change, { evidence: await evidence() }));
    await core.tell(whatsappMediaSettled, {
      ...{ channelId: office.id, messageId: message.messageId, code: null, at: message.sentAt },
      media: {
        evidence: await evidence(),
        type: 'image/jpeg',
        name: null,
        durationMs: null,
        waveform: null,
        width: 1,
        height: 1,
      },
    });
  });
  afterEach(async () => {
    await core.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const report = (quick = false) =>
    verify({
      uow: core.app.get(UnitOfWork, { strict: false }),
      evidence: core.app.get(EvidenceStore, { strict: false }),
      masterKey: core.app.get(MasterKey, { strict: false }),
      ...{ dataDir, quick },
    });
  const problems = async (quick = true) =>
    (await report(quick)).problems.filter(({ code }) => code !== 'journal.anchor-missing');
  const firstOf = async (table: string, kind: string) => {
    const [row] = await core.db.query<{ id: string; seq: string }>(
      `select r.id, j.seq from core.${table} r join core.journal j on j.kind = $1 and j.subject_id = r.id order by r.id limit 1`,
      [kind],
    );
    return { id: row!.id, seq: Number(row!.seq) };
  };

  it('counts what happened to them and what they carried, with the bytes of each', async () => {
    const { interactions, messageChanges, messageMedia, evidence } = await report();
    expect([interactions, messageChanges, messageMedia, evidence]).toEqual([1, 2, 1, 4]);
    expect(await problems(false)).toEqual([]);
  });

  it.each([
    ['message_change', 'message-change', 'by', `'us'`],
    ['message_change', 'message-change', 'at', `at + interval '1 second'`],
    ['message_change', 'message-change', 'provider_id', `'other'`],
    ['message_change', 'message-change', 'evidence_size', 'evidence_size + 1'],
    ['message_media', 'message-media', 'type', `'text/html'`],
    ['message_media', 'message-media', 'name', `'other.jpg'`],
    ['message_media', 'message-media', 'evidence_size', 'evidence_size + 1'],
  ] as const)('finds a changed row: %s, %s, %s', async (table, kind, column, value) => {
    const { id, seq } = await firstOf(table, kind);
    await core.db.query(`update core.${table} set ${column} = ${value} where id = $1`, [id]);
    expect(await problems()).toEqual([{ code: `${kind}.changed`, seq, interactionId: null, rowId: id }]);
  });

  it.each([
    ['message_change', 'message-change'],
    ['message_media', 'message-media'],
  ] as const)('finds one that was deleted and one that was slipped in: %s', async (table, kind) => {
    const { id, seq } = await firstOf(table, kind);
    const forged = uuidv7();
    // Not yet looked through, it could not even be forged.
    await core.db.query('delete from core.bypass_queue');
    await core.db.query(`update core.${table} set id = $2 where id = $1`, [id, forged]);
    expect(await problems()).toEqual([
      { code: `${kind}.missing`, seq, interactionId: null, rowId: id },
      { code: `${kind}.unrecorded`, seq: null, interactionId: null, rowId: forged },
    ]);
  });

  it('finds bytes that are gone', async () => {
    const lost = anEvidence();
    const { id, seq } = await firstOf('message_media', 'message-media');
    await core.db.query(`update core.message_media set evidence_sha256 = $2 where id = $1`, [id, lost.sha256]);
    expect(await problems(false)).toMatchObject([{ code: 'message-media.changed', seq }]);
    const [{ sha256 }] = (await core.db.query<{ sha256: string }>(
      `select evidence_sha256 as sha256 from core.message_change limit 1`,
    )) as [{ sha256: string }];
    await rm(join(core.dataDir, 'evidence', sha256.slice(0, 2), sha256));
    expect((await problems(false)).map(({ code }) => code)).toContain('evidence.missing');
  });
});
