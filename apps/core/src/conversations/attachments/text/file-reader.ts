import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { fileSizeLimit, fileTextLimit, type FileText } from './file-text.js';
import { frameOf, Frames } from './frames.js';

/** What one file may cost. */
export interface ReaderLimits {
  /** By the clock: on a busy machine the process stands behind everybody else. */
  readonly withinMs: number;
  /** Of a processor, of one process: some files that went well and one that does not; kept by the kernel. */
  readonly cpuSeconds: number;
  /** Of the heap, and of everything that a process holds; the second is kept by the kernel. */
  readonly heapMb: number;
  readonly memoryMb: number;
}

const usualLimits: ReaderLimits = { withinMs: 120_000, cpuSeconds: 25, heapMb: 192, memoryMb: 640 };

/** A process that has worked so much is replaced: what one file left in it must not count for the next. */
const replacedAfterCpuMs = 5_000;
const replacedAfterFiles = 50;
/** UTF-8 of the text, escaped. */
const longestAnswer = fileTextLimit * 6 + 1_024;

const Answer = z.union([
  z.object({ is: z.literal('done'), text: z.string().max(fileTextLimit), cpuMs: z.number() }),
  z.object({ is: z.enum(['too-big', 'failed']), code: z.string().regex(/^file\.[a-z-]{1,60}$/), cpuMs: z.number() }),
]);

/**
 * Reads files in a process of its own, one at a time. It is started when there is something to read, and killed when a file takes too long,
 * too much memory, or answers what no reader answers; the file that did it is told as failed, and the next one finds a new process.
 */
export class FileReader {
  private child: ChildProcess | null = null;
  private files = 0;

  constructor(
    private readonly limits: ReaderLimits = usualLimits,
    private readonly program: string = readerFile(),
    /** What the process may read: its own code and nothing else. */
    private readonly code: string = root,
  ) {}

  async read(file: Buffer, about: { type: string; name: string }): Promise<FileText> {
    if (file.length > fileSizeLimit) return { is: 'too-big', code: 'file.too-big' };
    this.child ??= this.start();
    const answer = await this.ask(this.child, file, about);
    if (answer === 'too-slow' || answer === 'died') {
      this.end();
      return { is: 'failed', code: answer === 'died' ? 'file.too-much' : 'file.too-slow' };
    }
    if (++this.files >= replacedAfterFiles || answer.cpuMs > replacedAfterCpuMs) this.end();
    return answer.is === 'done' ? { is: 'done', text: answer.text } : { is: answer.is, code: answer.code };
  }

  end(): void {
    this.child?.kill('SIGKILL');
    this.child = null;
    this.files = 0;
  }

  private ask(
    child: ChildProcess,
    file: Buffer,
    about: { type: string; name: string },
  ): Promise<z.infer<typeof Answer> | 'too-slow' | 'died'> {
    const { type, name } = about;
    return new Promise((resolve) => {
      const frames = new Frames(longestAnswer);
      const settle = (answer: z.infer<typeof Answer> | 'too-slow' | 'died') => {
        clearTimeout(timer);
        child.stdout!.off('data', hear);
        child.off('exit', died).off('error', died);
        resolve(answer);
      };
      const died = () => settle('died');
      const hear = (chunk: Buffer) => {
        try {
          const [frame] = frames.take(chunk);
          if (frame !== undefined) settle(Answer.parse(JSON.parse(frame.toString('utf8'))));
        } catch {
          died();
        }
      };
      const timer = setTimeout(() => settle('too-slow'), this.limits.withinMs);
      child.once('exit', died).once('error', died);
      child.stdout!.on('data', hear);
      child.stdin!.write(frameOf(Buffer.from(JSON.stringify({ type: type.slice(0, 200), name: name.slice(0, 255) }))));
      child.stdin!.write(frameOf(file));
    });
  }

  private start(): ChildProcess {
    const { cpuSeconds, heapMb, memoryMb } = this.limits;
    const node = [
      ...[
        '--no-warnings',
        `--max-old-space-size=${heapMb}`,
        '--max-semi-space-size=8',
        permission(),
        `--allow-fs-read=${this.code}/*`,
      ],
      this.program,
    ];
    // The shell sets what Node cannot: processor time over all files, private memory (RLIMIT_DATA counts it since Linux 4.7), no file of its
    // own, no picture of its memory on a disk. Then it is the reader.
    const limits = `ulimit -t ${cpuSeconds} && ulimit -d ${memoryMb * 1_024} && ulimit -f 0 && ulimit -c 0`;
    const child = spawn('/bin/sh', ['-c', `${limits} && exec nice -n 19 "$@"`, 'reader', process.execPath, ...node], {
      ...{ cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] as const, env: { PATH: '/usr/bin:/bin' } },
    });
    // A process that is gone tells so by its exit; a pipe into it must not throw besides.
    child.stdin.on('error', () => undefined);
    child.once('exit', () => {
      if (this.child === child) this.end();
    });
    child.unref();
    return child;
  }
}

const here = fileURLToPath(import.meta.url);
/** The package. */
const root = resolve(here, here.includes('/dist/') ? '../../../../../../../..' : '../../../../../../..');

/** Node renamed it when it became steady. */
const permission = () =>
  process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';

/** A process needs a compiled file: where the source itself runs (tests), it is taken from the build. */
function readerFile(): string {
  const compiled = here.endsWith('.ts') ? here.replace('/apps/core/src/', '/dist/apps/core/src/') : here;
  return compiled.replace(/file-reader\.[jt]s$/, 'reader.worker.js');
}
