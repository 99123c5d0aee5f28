import { z } from 'zod';
import { fileSizeLimit } from './file-text.js';
import { frameOf, Frames } from './frames.js';
import { textOfFile } from './text-of-file.js';

/**
 * The process in which files of strangers are read: without rights to files, programs and threads, with limits of memory and of processor
 * time that its parent has set, and with nothing in it that is secret. It is given a file and answers with its words, one after the other.
 */
const Asked = z.object({ type: z.string(), name: z.string() });

// What a library prints must not get between the answers.
for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) console[name] = () => undefined;

const frames = new Frames(fileSizeLimit + 1024);
let about: z.infer<typeof Asked> | null = null;
let working: Promise<void> = Promise.resolve();

async function answer(file: Buffer, asked: z.infer<typeof Asked>): Promise<void> {
  const text = await textOfFile(file, asked);
  process.stdout.write(frameOf(Buffer.from(JSON.stringify({ ...text, cpuMs: process.cpuUsage().user / 1_000 }))));
}

process.stdin.on('data', (chunk: Buffer) => {
  for (const frame of frames.take(chunk)) {
    if (about === null) about = Asked.parse(JSON.parse(frame.toString('utf8')));
    else {
      const asked = about;
      about = null;
      working = working.then(() => answer(Buffer.from(frame), asked));
    }
  }
});
process.stdin.once('end', () => process.exit(0));
