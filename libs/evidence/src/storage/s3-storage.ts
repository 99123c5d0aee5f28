import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { findAddress, keyOf, ObjectStorage, type StoredBytes } from './object-storage.port.js';
import { RangedS3Driver } from './ranged-s3.driver.js';
import { Spool, type SpoolFile } from './spool.js';
import type { S3Place } from './storage-url.js';
import { isAbsent, isBeyondEnd, throughDoor } from './storage.errors.js';

const connectWithinMs = 5_000;
const silentAtMostMs = 30_000;
const contentType = 'application/octet-stream';

/** A bucket: `ab/abcd…`. S3 itself shows an object only when it is whole and durable; one object is at most 5 GB (one PutObject). */
export class S3Storage extends ObjectStorage {
  readonly parallelWrites = 16;
  private readonly driver: RangedS3Driver;
  private readonly outgoing: Spool;

  /** @param spoolFolder on this machine: a stream is sealed there first, since S3 wants its length and its name in advance */
  constructor(place: S3Place, spoolFolder: string) {
    super();
    this.driver = new RangedS3Driver(clientOf(place), place.bucket);
    this.outgoing = new Spool(spoolFolder);
  }

  async prepare(): Promise<void> {
    await throughDoor(() => this.outgoing.prepare());
  }

  async spool(): Promise<SpoolFile> {
    return throughDoor(() => this.outgoing.open());
  }

  async findSize(sha256: string): Promise<number | null> {
    return throughDoor(async () => {
      try {
        return (await this.driver.getMetaData(keyOf(sha256))).contentLength;
      } catch (error) {
        if (isAbsent(error)) return null;
        throw error;
      }
    });
  }

  async write(sha256: string, sealed: readonly Buffer[]): Promise<void> {
    const whole = Buffer.concat(sealed);
    await throughDoor(() => this.driver.put(keyOf(sha256), whole, { contentType, contentLength: whole.length }));
  }

  async adopt(sha256: string, file: SpoolFile): Promise<void> {
    await throughDoor(() =>
      this.driver.putStream(keyOf(sha256), createReadStream(file.path), { contentType, contentLength: file.size }),
    );
    await file.discard();
  }

  /** Durable with the answer to PutObject. */
  async settle(): Promise<void> {}

  async read(sha256: string, from: number, to: number): Promise<StoredBytes | null> {
    return throughDoor(async () => {
      try {
        return await this.driver.getRange(keyOf(sha256), from, to);
      } catch (error) {
        if (isAbsent(error)) return null;
        if (isBeyondEnd(error)) return { storedSize: 0, body: Readable.from([]) };
        throw error;
      }
    });
  }

  async *list(): AsyncIterable<string> {
    let paginationToken: string | undefined;
    do {
      const page = await throughDoor(() => this.driver.listAll('/', { recursive: true, paginationToken }));
      for (const object of page.objects) {
        const address = object.isFile ? findAddress(object.key) : null;
        if (address) yield address;
      }
      paginationToken = page.paginationToken;
    } while (paginationToken !== undefined);
  }
}

function clientOf({ endpoint, region, credentials }: S3Place): S3Client {
  return new S3Client({
    endpoint,
    region,
    ...(credentials ? { credentials } : {}),
    // Names with the bucket in the host need DNS for each bucket, which own servers seldom have.
    forcePathStyle: true,
    // The newer trailing checksums are unknown to many S3-compatible servers; every byte is authenticated by our own format anyway.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: connectWithinMs, socketTimeout: silentAtMostMs },
  });
}
