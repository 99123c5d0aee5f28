import { createHash, randomUUID } from 'node:crypto';

/** Bytes of media under the paths by which pages fetch them. */
export class MediaShelf {
  private readonly kept = new Map<string, { readonly bytes: Buffer; readonly type: string }>();

  put(bytes: Buffer, type: string): { directPath: string; filehash: string } {
    const directPath = `/_media/${randomUUID()}`;
    this.kept.set(directPath, { bytes, type });
    return { directPath, filehash: createHash('sha256').update(bytes).digest('base64') };
  }

  find(directPath: string): { readonly bytes: Buffer; readonly type: string } | undefined {
    return this.kept.get(directPath);
  }

  /** As a server does with what is old: asked for, it answers 404. */
  lose(directPath: string): void {
    this.kept.delete(directPath);
  }
}
