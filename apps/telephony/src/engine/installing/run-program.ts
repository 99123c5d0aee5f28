import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Called for each line that the program writes to its file descriptor 3. */
  readonly onStatus?: (line: string) => void;
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const keptBytes = 4_000_000;

/** Runs a program to its end. A program that is not there counts as one that ended with 127. */
export function runProgram(file: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { env = {}, signal, onStatus } = options;
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: '/',
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    });
    const [, stdout, stderr, status] = child.stdio;
    let out = '';
    let err = '';
    stdout?.setEncoding('utf8').on('data', (text: string) => (out = (out + text).slice(-keptBytes)));
    stderr?.setEncoding('utf8').on('data', (text: string) => (err = (err + text).slice(-keptBytes)));
    if (status && 'setEncoding' in status) {
      let rest = '';
      status.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onStatus?.(line);
      });
      status.on('error', () => undefined);
    }
    child.once('error', (error) => resolve({ code: 127, out, err: `${err}${error.message}` }));
    child.once('close', (code) => resolve({ code, out, err }));
  });
}
