import { constants, setPriority } from 'node:os';
import { workerData } from 'piscina';
import { asAppError } from '#libs/errors';
import { createEvidenceStore, MasterKey } from '#libs/evidence';
import { contentOf } from './content-of-letter.js';
import { readPassing } from './passing-pieces.js';
import { readLetter } from './read-letter.js';
import { ReadingProgress } from './reading-progress.js';
import type { ReaderSettings, ReadingOrder, ReadingOutcome, ReadingTask } from './reading-task.js';

const settings = workerData as ReaderSettings;
const masterKey = await MasterKey.load(settings.masterKeyFile, { mayMake: false });
const evidence = await createEvidenceStore(settings, masterKey, { alone: true });

// Reading can wait, capture and the page cannot. On Linux a priority belongs to the thread that sets it (setpriority(2), "C library/kernel
// differences"); elsewhere it would slow the whole process.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);

/** Runs in a thread of its own, one letter at a time; what it cannot survive ends the thread and nothing else. */
export default async function readAll({ tasks, progress: shared }: ReadingOrder): Promise<ReadingOutcome[]> {
  const progress = new ReadingProgress(shared);
  const outcomes: ReadingOutcome[] = [];
  for (const [n, task] of tasks.entries()) {
    if (!progress.begin(n)) break;
    outcomes.push(await read(task));
  }
  return outcomes;
}

async function read({ sha256, ...task }: ReadingTask): Promise<ReadingOutcome> {
  try {
    const source = await evidence.open(sha256);
    const letter = await readPassing(source, (pieces) => readLetter(pieces, task));
    return { is: 'read', content: contentOf(letter, task, masterKey) };
  } catch (thrown) {
    const error = asAppError(thrown);
    return { is: 'failed', code: error.code, mayPass: error.kind === 'operational' };
  }
}
