import { open, type FileHandle } from 'node:fs/promises';
import { UserError } from '#libs/errors';
import type { LaneSource } from './lanes.js';

/** What the head of a WAV file says (RIFF, "WAVE" form, Microsoft/IBM 1991). */
export interface WaveShape {
  channels: number;
  sampleRate: number;
  bitsPerSample: number;
  /** 1: linear PCM. */
  format: number;
  /** Where the samples begin. */
  dataAt: number;
  /** What the head promises; 0 in a file that its writer did not live to close. */
  dataBytes: number;
}

/** Enough for the engine's 44 bytes and for the chunks that other programs put before the samples. */
const headAtMostBytes = 4_096;

/** @throws UserError `recording.unreadable` */
export function readWaveShape(head: Buffer): WaveShape {
  const broken = () => new UserError('recording.unreadable');
  if (head.length < 12 || head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE')
    throw broken();
  let format: Omit<WaveShape, 'dataAt' | 'dataBytes'> | null = null;
  for (let at = 12; at + 8 <= head.length;) {
    const name = head.toString('latin1', at, at + 4);
    const bytes = head.readUInt32LE(at + 4);
    const body = at + 8;
    if (name === 'data') {
      if (!format) throw broken();
      return { ...format, dataAt: body, dataBytes: bytes };
    }
    if (name === 'fmt ' && body + 16 <= head.length) {
      format = {
        format: head.readUInt16LE(body),
        channels: head.readUInt16LE(body + 2),
        sampleRate: head.readUInt32LE(body + 4),
        bitsPerSample: head.readUInt16LE(body + 14),
      };
    }
    // Chunks are padded to even lengths.
    at = body + bytes + (bytes % 2);
  }
  throw broken();
}

/** @param dataBytes of samples, 16 bit each */
export function waveHead(sampleRate: number, channels: number, dataBytes: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  // A file beyond 4 GiB cannot say so; readers then go by the end of the file.
  head.writeUInt32LE(Math.min(36 + dataBytes, 0xffffffff), 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE(sampleRate * channels * 2, 28);
  head.writeUInt16LE(channels * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(Math.min(dataBytes, 0xffffffff), 40);
  return head;
}

/**
 * One lane from a file of the engine: one channel, 16 bit. The samples go on to the end of the file, whatever its head promises: after a
 * crash of the engine the length there is 0.
 */
export class WaveLane implements LaneSource {
  private at: number;
  private readonly end: number;

  private constructor(
    private readonly file: FileHandle,
    readonly shape: WaveShape,
    fileBytes: number,
  ) {
    this.at = shape.dataAt;
    // Half a sample at the end is what a crash left.
    this.end = fileBytes - ((fileBytes - shape.dataAt) % 2);
  }

  /** @returns null when there is no file, or one that its writer never wrote into. @throws UserError `recording.unreadable` */
  static async open(path: string): Promise<WaveLane | null> {
    const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (!file) return null;
    try {
      const head = Buffer.alloc(headAtMostBytes);
      const { bytesRead } = await file.read(head, 0, head.length, 0);
      if (bytesRead === 0) {
        await file.close();
        return null;
      }
      const shape = readWaveShape(head.subarray(0, bytesRead));
      if (shape.channels !== 1 || shape.bitsPerSample !== 16 || shape.sampleRate === 0)
        throw new UserError('recording.unreadable');
      const { size } = await file.stat();
      return new WaveLane(file, shape, size);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get sampleRate(): number {
    return this.shape.sampleRate;
  }

  get samples(): number {
    return Math.max(0, (this.end - this.shape.dataAt) / 2);
  }

  /** Its writer has closed it: the head names the length that is there. */
  get closed(): boolean {
    return this.shape.dataBytes > 0 && this.shape.dataBytes >= this.end - this.shape.dataAt;
  }

  async read(into: Buffer): Promise<number> {
    const wanted = Math.min(into.length, this.end - this.at);
    if (wanted <= 0) return 0;
    const { bytesRead } = await this.file.read(into, 0, wanted, this.at);
    this.at += bytesRead;
    return bytesRead;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
