import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { S3Driver } from 'flydrive/drivers/s3';
import type { StoredBytes } from './object-storage.port.js';

/** flydrive's S3 driver with the one thing it lacks: a part of an object. */
export class RangedS3Driver extends S3Driver {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {
    // Access lists are refused by many S3-compatible servers; the bucket's own policy decides.
    super({ client, bucket, visibility: 'private', supportsACL: false });
  }

  /** @param to byte behind the last one; Infinity for the rest */
  async getRange(key: string, from: number, to: number): Promise<StoredBytes> {
    const whole = from === 0 && to === Infinity;
    const range = whole ? {} : { Range: `bytes=${from}-${to === Infinity ? '' : to - 1}` };
    const answer = await this.client.send(
      this.createGetObjectCommand(this.client, { Bucket: this.bucket, Key: key, ...range }),
    );
    // RFC 9110 14.4: `bytes 0-95/1234`.
    const total = answer.ContentRange?.split('/')[1] ?? answer.ContentLength;
    return { storedSize: Number(total), body: answer.Body as Readable };
  }
}
