import type { ImapFlow, ListResponse } from 'imapflow';
import type { MailboxCheck, MailboxSettings } from '#libs/contracts';
import { imapClient } from '../receiving/imap/imap-connection.js';
import { SmtpLine } from '../sending/smtp-line.js';
import type { ServerAccess } from './server-address.js';
import { MailServerTrouble, troubleOf } from './server-trouble.js';
import { foldersOf } from './watched-folders.js';

/** A person waits: half of what the ask allows, so that the slowest answer still arrives. */
const stepMs = 8_000;
const foldersAtMost = 200;
/** Counting costs a command for each folder. */
const countedAtMost = 40;

export interface Folder {
  path: string;
  specialUse: string | null;
  messages: number | null;
}

type Step = MailboxCheck['step'];

const well = (step: Step, detail: string | null = null): MailboxCheck => ({ step, ok: true, code: null, detail });
const wrong = (step: Step, { code, reply }: MailServerTrouble): MailboxCheck => ({
  step,
  ok: false,
  code,
  detail: reply,
});

/**
 * Connects, signs in and looks at the folders, live. Each step that was reached says how it went; later ones are left out.
 * @param missing what it means that nothing was given to sign in with
 */
export async function checkImap(
  access: ServerAccess,
  wanted: NonNullable<MailboxSettings['imap']>,
  missing: 'mail.password-missing' | 'mail.sign-in-again' = 'mail.password-missing',
): Promise<{ checks: MailboxCheck[]; folders: Folder[] }> {
  if (access.password === null && access.token === undefined) {
    return { checks: [wrong('imap.login', new MailServerTrouble(missing))], folders: [] };
  }
  const client = imapClient(access, { commandMs: stepMs, pollMs: stepMs });
  client.on('error', () => undefined);
  try {
    await within(client.connect());
  } catch (error) {
    const trouble = troubleOf(error);
    client.close();
    if (trouble.code !== 'mail.password-refused') return { checks: [wrong('imap.connect', trouble)], folders: [] };
    return { checks: [well('imap.connect'), wrong('imap.login', trouble)], folders: [] };
  }
  const entered = [well('imap.connect'), well('imap.login')];
  try {
    const listed = await within(client.list());
    const folders = await count(client, listed.filter(isOpenable).slice(0, foldersAtMost));
    const named = foldersOf(wanted).flatMap(({ path }) => (path === null ? [] : [path]));
    const unknown = named.filter((path) => !listed.some((folder) => isSame(folder.path, path)));
    const look =
      unknown.length === 0
        ? well('imap.folders')
        : { step: 'imap.folders' as const, ok: false, code: 'mail.folder-missing', detail: unknown.join(', ') };
    return { checks: [...entered, look], folders };
  } catch (error) {
    return { checks: [...entered, wrong('imap.folders', troubleOf(error))], folders: [] };
  } finally {
    client.close();
  }
}

export async function checkSmtp(access: ServerAccess): Promise<MailboxCheck[]> {
  let line: SmtpLine;
  try {
    line = await SmtpLine.open(access, { connectMs: stepMs, silenceMs: stepMs });
  } catch (error) {
    return [wrong('smtp.connect', troubleOf(error))];
  }
  try {
    await line.login(access);
    return [well('smtp.connect'), well('smtp.login')];
  } catch (error) {
    return [well('smtp.connect'), wrong('smtp.login', troubleOf(error))];
  } finally {
    line.quit();
  }
}

async function count(client: ImapFlow, listed: readonly ListResponse[]): Promise<Folder[]> {
  const folders: Folder[] = [];
  const until = performance.now() + stepMs / 2;
  for (const [index, { path, specialUse }] of listed.entries()) {
    const counted = index < countedAtMost && performance.now() < until;
    const status = counted ? await within(client.status(path, { messages: true })).catch(() => null) : null;
    folders.push({ path, specialUse: specialUse ?? null, messages: status ? (status.messages ?? null) : null });
  }
  return folders;
}

const isOpenable = ({ flags }: ListResponse): boolean => !flags.has('\\Noselect') && !flags.has('\\NonExistent');

/** INBOX alone is the same in any case (RFC 9051 5.1). */
const isSame = (a: string, b: string): boolean => a === b || (/^inbox$/i.test(a) && /^inbox$/i.test(b));

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new MailServerTrouble('mail.timeout')), stepMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
