import type { RoleName, UnitOfWork } from '#libs/database';
import type { EvidenceStore, MasterKey } from '#libs/evidence';
import type { Problem, VerifyReport } from './verify-report.js';
import { verify } from './verify.js';

/** What the command needs of the store that is opened while nothing else runs. */
export interface VerifyStore {
  readonly settings: { readonly dataDir: string };
  readonly masterKey: MasterKey;
  readonly evidence: EvidenceStore;
  uow(role: RoleName): Promise<UnitOfWork>;
}

const sayEveryMs = 2_000;

/**
 * `keepline verify [--quick]`.
 * @returns the exit code: 0 when everything is as it was recorded, 1 otherwise
 */
export async function verifyCommand(
  store: VerifyStore,
  args: readonly string[],
  say: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
): Promise<number> {
  let saidAt = Date.now();
  const report = await verify({
    uow: await store.uow('core'),
    evidence: store.evidence,
    masterKey: store.masterKey,
    dataDir: store.settings.dataDir,
    quick: args.includes('--quick'),
    onProgress: (soFar) => {
      if (Date.now() - saidAt < sayEveryMs) return;
      saidAt = Date.now();
      say(`… ${soFar.entries} entries, ${soFar.evidence} originals, ${soFar.problems.length} problems`);
    },
  });
  for (const line of linesOf(report)) say(line);
  return report.problems.length === 0 ? 0 : 1;
}

function linesOf(report: VerifyReport): string[] {
  const {
    entries,
    interactions,
    recordings,
    messageChanges,
    messageMedia,
    checkpoints,
    anchors,
    evidence,
    problems,
    tookMs,
  } = report;
  const counted = `${entries} journal entries, ${interactions} interactions, ${recordings} recordings, ${messageChanges} changes and ${messageMedia} media of messages, ${checkpoints} checkpoints, ${anchors} anchors, ${evidence} originals`;
  const took = `in ${(tookMs / 1_000).toFixed(1)} s`;
  const [first] = problems;
  if (!first) return [`verified ${counted} ${took}: everything is as it was recorded`];
  return [
    `checked ${counted} ${took}`,
    `FIRST BAD: ${inWords(first)}`,
    ...problems.slice(1).map((problem) => `also: ${inWords(problem)}`),
  ];
}

function inWords({ code, seq, interactionId, recordingId, rowId }: Problem): string {
  const where = [
    seq === null ? [] : [`entry ${seq}`],
    interactionId === null ? [] : [`interaction ${interactionId}`],
    recordingId === undefined ? [] : [`recording ${recordingId}`],
    rowId === undefined ? [] : [`row ${rowId}`],
  ].flat();
  return where.length > 0 ? `${code}, ${where.join(', ')}` : code;
}
