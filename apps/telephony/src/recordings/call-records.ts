import { open, stat } from 'node:fs/promises';

/** One leg that ended, as the engine counted it (CDR). */
export interface EngineRecord {
  id: string;
  /** Of the leg with which it began. */
  linkedId: string;
  channel: string;
  startedAt: string;
  answeredAt: string | null;
  endedAt: string;
  /** Only of a message that was left while we were away. */
  called: string | null;
  calling: string | null;
}

/** @param line as engine-configuration.ts orders its fields. @returns null for what is no such line */
export function readCallRecord(line: string): EngineRecord | null {
  const [id, linkedId, channel, , start, answer, end, , , , note = ''] = fieldsOf(line);
  if (!id || channel === undefined) return null;
  const startedAt = momentOf(start);
  const endedAt = momentOf(end);
  if (startedAt === null || endedAt === null) return null;
  const [called = '', calling = ''] = note.split('|');
  return {
    id,
    ...{ channel, startedAt, endedAt },
    linkedId: linkedId || id,
    answeredAt: momentOf(answer),
    called: called || null,
    calling: calling || null,
  };
}

/** RFC 4180: quoted, a quote inside doubled. */
const fieldsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, field]) => field!.replaceAll('""', '"'));

/** `1795622837.487331`; nothing, or 0, for what did not happen. */
function momentOf(seconds: string | undefined): string | null {
  const ms = Math.round(Number(seconds) * 1_000);
  return Number.isFinite(ms) && ms > 0 ? new Date(ms).toISOString() : null;
}

/** How far a file has been read. A file that was put in its place is another one. */
export interface ReadTo {
  file: string;
  at: number;
}

export interface FoundLine {
  line: string;
  /** Where the next one begins. */
  next: number;
}

const atOnceBytes = 1024 * 1024;

/** Whole lines from there on, at most about a megabyte; an unfinished one is left for the next time. */
export async function linesFrom(path: string, from: ReadTo | null): Promise<{ file: string; lines: FoundLine[] }> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!info) return { file: from?.file ?? '', lines: [] };
  const file = String(info.ino);
  const isSame = from?.file === file && from.at <= info.size;
  const begin = isSame ? from.at : 0;
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(atOnceBytes, info.size - begin));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, begin);
    return { file, lines: [...wholeLines(buffer.subarray(0, bytesRead), begin)] };
  } finally {
    await handle.close();
  }
}

function* wholeLines(bytes: Buffer, begin: number): Generator<FoundLine> {
  let at = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, at)) {
    const line = bytes.toString('utf8', at, end);
    at = end + 1;
    yield { line, next: begin + at };
  }
}

/** What the engine counted lately of one leg. */
export async function findCallRecord(path: string, id: string): Promise<EngineRecord | null> {
  const info = await stat(path).catch(() => null);
  if (!info) return null;
  const { lines } = await linesFrom(path, { file: String(info.ino), at: Math.max(0, info.size - atOnceBytes) });
  for (const { line } of lines.reverse()) {
    const record = readCallRecord(line);
    if (record?.id === id) return record;
  }
  return null;
}
