import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Moment, WhatsappLinked, type ChannelId } from '#libs/contracts';

const Remembered = z.object({
  linked: WhatsappLinked,
  /** From when on everything is ours to have: the link, or the end of the one before it. */
  heardFrom: Moment,
  historyTaken: z.boolean(),
  talliedTo: Moment,
});
const Past = z.object({ heardTo: Moment });
/** What is remembered of a link beside the browser's own session. */
export type Remembered = z.infer<typeof Remembered>;

/**
 * The folder of one number's session: the browser's profile, which is the account itself and unencrypted, so nobody else may look into it;
 * and media that pass between the processes.
 */
export class SessionFolder {
  readonly path: string;
  /** Where whatsapp-web.js keeps the profile: its LocalAuth adds `session` by itself. */
  readonly profile: string;
  readonly media: string;

  constructor(dataDir: string, channelId: ChannelId) {
    this.path = join(dataDir, 'whatsapp', channelId);
    this.profile = join(this.path, 'session');
    this.media = join(this.path, 'media');
  }

  /** Makes it, for us alone; what a fall left of media goes. */
  async prepare(): Promise<void> {
    await rm(this.media, { recursive: true, force: true });
    for (const folder of [this.path, this.profile, this.media]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await chmod(folder, 0o700);
    }
  }

  /** @returns null where no phone is linked; a file that cannot be read is none */
  async remembered(): Promise<Remembered | null> {
    return read(this.linkFile, Remembered);
  }

  remember(remembered: Remembered): Promise<void> {
    return write(this.linkFile, remembered);
  }

  /** Up to when the link before this one was listened to; null: there was none. */
  async heardTo(): Promise<string | null> {
    return (await read(this.pastFile, Past))?.heardTo ?? null;
  }

  /** The link and the session are gone. Up to when it was listened to stays, for the next link to go on from there. */
  async wipe(): Promise<void> {
    const remembered = await this.remembered();
    if (remembered) await write(this.pastFile, { heardTo: remembered.talliedTo });
    await rm(this.linkFile, { force: true });
    // A browser that is just ending may still be writing.
    await rm(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  private get linkFile(): string {
    return join(this.path, 'link.json');
  }

  private get pastFile(): string {
    return join(this.path, 'past.json');
  }
}

async function read<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function write(file: string, value: unknown): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, JSON.stringify(value), { mode: 0o600, flush: true });
  await rename(draft, file);
}
