import { workerData } from 'piscina';
import { asAppError } from '#libs/errors';
import { createEvidenceStore, MasterKey } from '#libs/evidence';
import { contentOf } from './content-of-letter.js';
import { readLetter } from './read-letter.js';
import type { ReaderSettings, ReadingOutcome, ReadingTask } from './reading-task.js';

const settings = workerData as ReaderSettings;
const masterKey = await MasterKey.load(settings.masterKeyFile, { mayMake: false });
const evidence = await createEvidenceStore(settings, masterKey);

/** Runs in a thread of its own, one letter at a time; what it cannot survive ends the thread and nothing else. */
export default async function read({ sha256, alsoFound }: ReadingTask): Promise<ReadingOutcome> {
  try {
    const letter = await readLetter(await evidence.open(sha256));
    return { is: 'read', content: contentOf(letter, alsoFound, masterKey) };
  } catch (thrown) {
    const error = asAppError(thrown);
    return { is: 'failed', code: error.code, mayPass: error.kind === 'operational' };
  }
}
