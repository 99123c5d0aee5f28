#!/usr/bin/env node
import { readSettings } from '#libs/config';
import { runOffline, type OfflineStore } from '#libs/role';

/** What `keepline <command>` can do. Exit codes: libs/role/src/exit-code.ts. */
const commands: Readonly<Record<string, { says: string; run(args: readonly string[]): Promise<unknown> }>> = {
  start: { says: 'run the gateway (also without a command)', run: () => import('./main.js') },
  migrate: { says: 'bring the database up to this release, then end', run: () => runOffline(migrate) },
  verify: { says: 'check journal, interactions and originals; --quick leaves the bytes alone', run: verify },
  'reset-sign-in': {
    says: 'for whoever lost everything: <e-mail>; --new-password prints one; takes second factor and sessions away',
    run: resetSignIn,
  },
  'telephony-install': { says: 'fetch the telephone engine from Debian packages; --data-dir <folder>', run: install },
};

async function migrate(store: OfflineStore): Promise<number> {
  const migrations = await store.migrate();
  store.logger.info({ migrations }, migrations.length > 0 ? 'migrated' : 'nothing to migrate');
  return 0;
}

/** Loaded only here: it brings the whole core role with it. */
async function verify(args: readonly string[]): Promise<void> {
  const { verifyCommand } = await import('#roles/core');
  await runOffline((store) => verifyCommand(store, args));
}

/** For an owner without telephone and recovery codes; see docs/runbooks/second-factor.md. */
async function resetSignIn(args: readonly string[]): Promise<void> {
  const { resetSignInCommand } = await import('#roles/core');
  await runOffline((store) => resetSignInCommand(store, args));
}

async function install(args: readonly string[]): Promise<void> {
  const { installCommand } = await import('#roles/telephony');
  process.exitCode = await installCommand(args, readSettings(process.env).dataDir, process.stdout);
}

const [name = 'start', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) {
  await command.run(args);
} else {
  const list = Object.entries(commands).map(([word, { says }]) => `  keepline ${word.padEnd(17)} ${says}\n`);
  process.stderr.write(`"${name}" is not a command.\n${list.join('')}`);
  process.exitCode = 64;
}
