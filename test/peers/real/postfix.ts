import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findProgram, freePort, run, untilListening } from './peer.js';

/**
 * A private Postfix on a loopback port: accepts for the given addresses (with any `+suffix`), delivers into Maildirs `<root>/<local part>/Maildir`,
 * and bounces everything else with a delivery status notification as it does in the world.
 */
export interface Postfix {
  readonly port: number;
  /** The letters in the INBOX of a local part, as delivered. */
  delivered(user: string): Promise<Buffer[]>;
  /** How many letters it has taken and not yet passed on. */
  queued(): Promise<number>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const main = (o: { base: string; root: string; domains: readonly string[]; uid: number; gid: number }) => `
compatibility_level = 3.6
queue_directory = ${o.base}/queue
data_directory = ${o.base}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = mx.outside.test
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = ${o.domains.join(', ')}
virtual_mailbox_base = ${o.root}
virtual_mailbox_maps = texthash:${o.base}/mailboxes
virtual_uid_maps = static:${o.uid}
virtual_gid_maps = static:${o.gid}
virtual_minimum_uid = 1
recipient_delimiter = +
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
default_transport = error:no way to the outside
maillog_file = ${o.base}/postfix.log
maillog_file_prefixes = ${o.base}
message_size_limit = 60000000
virtual_mailbox_limit = 0
mailbox_size_limit = 0
`;

/** Instead of Maildirs: nowhere, or on to the next server. */
export type PostfixFate = 'deliver' | 'discard' | { readonly relayTo: number };

const fateOf = (fate: PostfixFate): string => {
  if (fate === 'deliver') return '';
  const next = fate === 'discard' ? 'discard:' : `smtp:[127.0.0.1]:${fate.relayTo}`;
  return `virtual_mailbox_domains =\ndefault_transport = ${next}\nrelay_transport = ${next}\n`;
};

const master = (port: number) => `
127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
discard unix - - n - - discard
smtp unix - - n - - smtp
relay unix - - n - - smtp
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;

/** How often its master has said that it runs. */
async function startsIn(log: string): Promise<number> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.split('daemon started').length;
}

/** @param mailboxes where to deliver: usually the root of a private Dovecot, so that what Postfix takes can be read by IMAP */
export async function startPostfix(mailboxes: {
  root: string;
  owner: { uid: number; gid: number };
  addresses: readonly string[];
  fate?: PostfixFate;
}): Promise<Postfix> {
  const program = findProgram('postfix');
  if (program === null) throw new Error('postfix is not installed');
  const base = await mkdtemp(join(tmpdir(), 'keepline-postfix-'));
  await chmod(base, 0o755);
  await mkdir(join(base, 'queue'));
  await mkdir(join(base, 'data'));
  const postfixUid = Number((await run('id', ['-u', 'postfix'])).trim());
  await chown(join(base, 'data'), postfixUid, 0);
  const port = await freePort();
  await writeFile(
    join(base, 'main.cf'),
    main({
      base,
      root: mailboxes.root,
      domains: [...new Set(mailboxes.addresses.map((a) => a.split('@')[1] ?? ''))],
      uid: mailboxes.owner.uid,
      gid: mailboxes.owner.gid,
    }) + fateOf(mailboxes.fate ?? 'deliver'),
  );
  await writeFile(join(base, 'master.cf'), master(port));
  await writeFile(
    join(base, 'mailboxes'),
    mailboxes.addresses.map((a) => `${a} ${a.split('@')[0]}/Maildir/\n`).join(''),
  );
  const control = (verb: string) => run(program, ['-c', base, verb]);
  const log = join(base, 'postfix.log');
  const start = async () => {
    const before = await startsIn(log);
    await control('start');
    await untilListening(port);
    // Who writes its log has begun. Where ten who call are the first to be written down, it waits for itself, and all of them for it.
    for (const deadline = Date.now() + 15_000; (await startsIn(log)) === before; await setTimeout(20))
      if (Date.now() > deadline) throw new Error(`Postfix does not say in ${log} that it runs`);
  };
  await start();

  return {
    port,
    async delivered(user) {
      const inbox = join(mailboxes.root, user, 'Maildir');
      const found = await Promise.all(
        ['new', 'cur'].map(async (folder) => {
          const names = await readdir(join(inbox, folder)).catch(() => []);
          return Promise.all(names.map((name) => readFile(join(inbox, folder, name))));
        }),
      );
      return found.flat();
    },
    async queued() {
      const folders = ['maildrop', 'incoming', 'active', 'deferred'].map((name) => join(base, 'queue', name));
      const files = await Promise.all(
        folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])),
      );
      return files.flat().filter((entry) => entry.isFile()).length;
    },
    async restart() {
      await control('stop');
      await start();
    },
    async stop() {
      await control('stop').catch(() => undefined);
      await rm(base, { recursive: true, force: true });
    },
  };
}
