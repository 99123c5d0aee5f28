import { constants, setPriority } from 'node:os';
import { workerData } from 'piscina';
import { asAppError } from '#libs/errors';
import { createEvidenceStore, MasterKey } from '#libs/evidence';
import { inspect, type InspectionTools } from './inspect.js';
import type { InspectionOutcome, InspectionTask, InspectorSettings } from './inspection.js';
import { FileReader } from './text/file-reader.js';

const settings = workerData as InspectorSettings;
const reader = new FileReader();
let tools: Promise<InspectionTools> | null = null;

async function open(): Promise<InspectionTools> {
  const masterKey = await MasterKey.load(settings.masterKeyFile, { mayMake: false });
  return { masterKey, evidence: await createEvidenceStore(settings, masterKey), reader, clamd: settings.clamd };
}

// As for reading: what is looked through can wait.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);

/** One interaction at a time, in a thread of its own: letters are taken apart here, files of strangers in a process of their own. */
export default async function inspectOne(task: InspectionTask): Promise<InspectionOutcome> {
  let opened: InspectionTools;
  try {
    opened = await (tools ??= open());
  } catch (thrown) {
    // Not the attachment's fault: it waits until there is a key and a store.
    tools = null;
    return { is: 'failed', code: asAppError(thrown).code, mayPass: true };
  }
  try {
    return await inspect(task, opened);
  } catch (thrown) {
    const error = asAppError(thrown);
    return { is: 'failed', code: error.code, mayPass: error.kind === 'operational' };
  }
}
