import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { end, findProgram, freePort, run, untilListening } from './peer.js';

/** A private Dovecot on a loopback port: real IMAP over Maildirs in a folder of its own. */
export interface Dovecot {
  readonly port: number;
  readonly password: string;
  /** Where the Maildirs lie: `<root>/<user>/Maildir`. */
  readonly root: string;
  /** Who owns the mail files: Dovecot refuses to read mail as root. */
  readonly owner: { uid: number; gid: number };
  /** Puts letters into a mailbox's INBOX as a delivery agent would (tmp, then new). */
  deliver(user: string, letters: Iterable<Buffer>): Promise<void>;
  restart(): Promise<void>;
  /** Forgets every UID of a user's INBOX: the next client meets another UIDVALIDITY. */
  renewUidValidity(user: string): Promise<void>;
  stop(): Promise<void>;
}

async function mailOwner(): Promise<{ uid: number; gid: number; name: string }> {
  const me = userInfo();
  if (me.uid !== 0) return { uid: me.uid, gid: me.gid, name: me.username };
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((l) => l.startsWith('nobody:'));
  const [, , uid, gid] = (line ?? 'nobody:x:65534:65534').split(':');
  return { uid: Number(uid), gid: Number(gid), name: 'nobody' };
}

const configuration = (o: {
  root: string;
  run: string;
  port: number;
  password: string;
  owner: { name: string; gid: number };
  rootless: boolean;
  oauth: string | null;
}) => `
base_dir = ${o.run}
state_dir = ${o.run}/state
log_path = ${o.run}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${o.root}/%u/Maildir
mail_uid = ${o.owner.name}
mail_gid = ${o.owner.gid}
first_valid_uid = 1
${o.rootless ? `default_internal_user = ${o.owner.name}\ndefault_login_user = ${o.owner.name}\nservice imap-login {\n  chroot =\n}\nservice anvil {\n  chroot =\n}` : ''}
default_process_limit = 200
service imap-login {
  inet_listener imap {
    port = ${o.port}
  }
  inet_listener imaps {
    port = 0
  }
}
${o.oauth === null ? '' : `auth_mechanisms = plain xoauth2 oauthbearer\npassdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${o.oauth}\n}`}
passdb {
  driver = static
  ${o.oauth === null ? '' : 'mechanisms = plain login'}
  args = password=${o.password}
}
userdb {
  driver = static
  args = uid=${o.owner.name} gid=${o.owner.gid} home=${o.root}/%u
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    special_use = \\Sent
    auto = create
  }
  mailbox Archive {
    special_use = \\Archive
    auto = create
  }
}
`;

/**
 * @param tokenInfo where it asks whose an access token is, the token behind it: it then lets in by XOAUTH2 and OAUTHBEARER too
 * @throws when dovecot is not installed; ask findProgram('dovecot') first
 */
export async function startDovecot({ tokenInfo }: { tokenInfo?: string } = {}): Promise<Dovecot> {
  const program = findProgram('dovecot');
  if (program === null) throw new Error('dovecot is not installed');
  const base = await mkdtemp(join(tmpdir(), 'keepline-dovecot-'));
  await chmod(base, 0o755);
  const root = join(base, 'mail');
  const runDir = join(base, 'run');
  const owner = await mailOwner();
  await mkdir(root);
  await mkdir(runDir);
  if (process.getuid?.() === 0) await chown(root, owner.uid, owner.gid);
  const port = await freePort();
  const password = randomUUID();
  const config = join(base, 'dovecot.conf');
  const oauth = tokenInfo === undefined ? null : join(base, 'oauth2.conf');
  if (oauth !== null) await writeFile(oauth, `tokeninfo_url = ${tokenInfo}\nusername_attribute = username\n`);
  await writeFile(
    config,
    configuration({ root, run: runDir, port, password, owner, oauth, rootless: process.getuid?.() !== 0 }),
  );

  let child: ChildProcess;
  const start = async () => {
    child = spawn(program, ['-F', '-c', config], { stdio: 'ignore' });
    await untilListening(port);
  };
  await start();

  return {
    port,
    password,
    root,
    owner,
    async deliver(user, letters) {
      const maildir = join(root, user, 'Maildir');
      const folders = [join(root, user), maildir, ...['cur', 'new', 'tmp'].map((f) => join(maildir, f))];
      for (const folder of folders) {
        await mkdir(folder, { recursive: true });
        if (process.getuid?.() === 0) await chown(folder, owner.uid, owner.gid);
      }
      let n = 0;
      for (const letter of letters) {
        const name = `${Math.floor(Date.now() / 1000)}.M${String(Date.now() % 1000)}P${process.pid}Q${String(n++).padStart(6, '0')}${randomUUID().slice(0, 8)}.test`;
        const path = join(maildir, 'new', name);
        await writeFile(path, letter);
        if (process.getuid?.() === 0) await chown(path, owner.uid, owner.gid);
      }
    },
    async restart() {
      await end(child);
      await start();
    },
    async renewUidValidity(user) {
      await end(child);
      await rm(join(root, user, 'Maildir', 'dovecot-uidlist'), { force: true });
      await rm(join(root, user, 'Maildir', 'dovecot-uidvalidity'), { force: true });
      await run('/bin/sh', [
        '-c',
        `rm -f '${join(root, user, 'Maildir')}'/dovecot* '${join(root, user, 'Maildir')}'/dovecot-uidvalidity.*`,
      ]);
      await start();
    },
    async stop() {
      await end(child);
      await rm(base, { recursive: true, force: true });
    },
  };
}
