import { v7 as uuidv7 } from 'uuid';
import { callEnded, recordingKept, type CallEnded, type EvidenceRef, type RecordingKept } from '#libs/contracts';
import type { EvidenceStore } from '#libs/evidence';
import { keepSound } from '../../apps/telephony/src/recordings/sound.js';
import type { LaneSource } from '../../apps/telephony/src/recordings/lanes.js';
import { fromAlaw } from '../peers/telephony/alaw.js';
import { clients, type SampleClient } from './sample-office.js';
import { voice } from './voices.js';

const rate = 8_000;
const minute = 60_000;
const day = 24 * 60 * minute;

export interface PastCall {
  readonly ended: CallEnded;
  readonly kept: RecordingKept | null;
}

interface Office {
  readonly channelId: string;
  readonly people: Readonly<Record<string, { readonly id: string }>>;
}

/** Calls of the past weeks as the telephony role would have told of them; always the same for the same moment. */
export async function pastCalls(now: Date, office: Office, evidence: EvidenceStore): Promise<PastCall[]> {
  const calls: PastCall[] = [];
  for (const [index, client] of clients.entries()) {
    for (const round of [0, 1]) {
      const n = index * 2 + round;
      // Working hours of the last three weeks, more of them lately.
      const daysAgo = 1 + Math.floor(((n * 7) % 41) / 2);
      const at = new Date(now.getTime() - daysAgo * day);
      at.setHours(9 + ((n * 5) % 9), (n * 13) % 60, 0, 0);
      const missed = n % 9 === 4;
      // The newest of the missed are from this hour: somebody is to call them back.
      if (missed && n > 30) at.setTime(now.getTime() - n * minute);
      calls.push(
        missed ? await missedCall(client, at, office, evidence) : await talked(client, n, at, office, evidence),
      );
    }
  }
  return calls.sort((a, b) => a.ended.startedAt.localeCompare(b.ended.startedAt));
}

async function talked(
  client: SampleClient,
  n: number,
  startedAt: Date,
  office: Office,
  evidence: EvidenceStore,
): Promise<PastCall> {
  const outbound = n % 3 === 1;
  const turns = 2 + (n % 4);
  const waitMs = 3_000 + ((n * 1_700) % 14_000);
  const lanes = await conversation(client.language, turns);
  const sound = await keepSound(evidence, { lanes, encoder: null, nobodySpeaks: [] });
  const answeredAt = new Date(startedAt.getTime() + waitMs);
  const endedAt = new Date(answeredAt.getTime() + sound.durationMs);
  const ended = await record(evidence, {
    ...frame(client, office, startedAt, endedAt, outbound ? 'outbound' : 'inbound'),
    answeredAt: answeredAt.toISOString(),
    outcome: 'answered',
    endedBy: n % 2 === 0 ? 'client' : 'employee',
    legs: [
      {
        employeeId: office.people[client.responsible]!.id,
        deviceId: null,
        rungAt: startedAt.toISOString(),
        answeredAt: answeredAt.toISOString(),
        endedAt: endedAt.toISOString(),
        by: outbound ? 'dialled' : 'route',
      },
    ],
    recording: 'follows',
    noRecordingCode: null,
  });
  const kept = recordingKept.schema.parse({
    recordingId: uuidv7(),
    callId: ended.callId,
    kind: 'call',
    startedAt: ended.answeredAt!,
    durationMs: sound.durationMs,
    type: sound.type,
    lanes: sound.lanes,
    evidence: sound.evidence,
    peaks: sound.peaks,
    originals: [],
    pauses: [],
    cut: false,
  });
  return { ended, kept };
}

async function missedCall(
  client: SampleClient,
  startedAt: Date,
  office: Office,
  evidence: EvidenceStore,
): Promise<PastCall> {
  const endedAt = new Date(startedAt.getTime() + 21_000);
  const ended = await record(evidence, {
    ...frame(client, office, startedAt, endedAt, 'inbound'),
    answeredAt: null,
    outcome: 'missed',
    endedBy: 'client',
    legs: [
      {
        employeeId: office.people[client.responsible]!.id,
        deviceId: null,
        rungAt: startedAt.toISOString(),
        answeredAt: null,
        endedAt: endedAt.toISOString(),
        by: 'route',
      },
    ],
    recording: 'none',
    noRecordingCode: 'call.nothing-said',
  });
  return { ended, kept: null };
}

const frame = (client: SampleClient, office: Office, startedAt: Date, endedAt: Date, direction: string) => ({
  callId: uuidv7(),
  revision: 9,
  direction,
  channelId: office.channelId,
  counterpart: `+${client.phone.replace(/\D/g, '')}`,
  startedAt: startedAt.toISOString(),
  endedAt: endedAt.toISOString(),
  cause: 16,
  played: [],
  marks: [],
  routedByFallback: false,
  cut: false,
});

/** The record itself is evidence too. */
async function record(evidence: EvidenceStore, facts: object): Promise<CallEnded> {
  const ref: EvidenceRef = await evidence.put(Buffer.from(JSON.stringify(facts)));
  return callEnded.schema.parse({ ...facts, evidence: ref });
}

/** The two speak in turn, the office first. */
async function conversation(language: SampleClient['language'], turns: number): Promise<LaneSource[]> {
  const [client, company] = [await voice('client', language), await voice('office', language)];
  const breath = Buffer.alloc(rate * 0.6, 0xd5);
  const lanes: [Buffer[], Buffer[]] = [[], []];
  for (let turn = 0; turn < turns; turn++) {
    const speaks = turn % 2 === 0 ? company : client;
    const silent = Buffer.alloc(speaks.length, 0xd5);
    lanes[0].push(turn % 2 === 0 ? silent : speaks, breath);
    lanes[1].push(turn % 2 === 0 ? speaks : silent, breath);
  }
  return lanes.map((parts) => inMemory(Buffer.concat(parts)));
}

function inMemory(alaw: Buffer): LaneSource {
  const samples = Buffer.from(Int16Array.from(alaw, fromAlaw).buffer);
  let at = 0;
  return {
    sampleRate: rate,
    samples: alaw.length,
    read: (into) => {
      const bytes = samples.copy(into, 0, at, at + into.length);
      at += bytes;
      return Promise.resolve(bytes);
    },
  };
}
