import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { ownCertificate, readCertificate } from '#libs/certificates';
import type { SipSettings } from '#libs/config';
import { UserError } from '#libs/errors';
import { giveTo, type ProgramAccount } from '#libs/supervision';
import type { EnginePaths } from '../engine.js';
import type { EngineProgram } from '../finding/engine-program.js';
import { engineConfiguration, type EngineConfigurationInput } from './engine-configuration.js';
import { modulesToLoad } from './modules.js';
import { beep, waitingMusic } from './sounds.js';

/** Where systems keep who is trusted to vouch for servers. */
const trustStores = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

export interface EngineFolderInput extends Pick<EngineConfigurationInput, 'ports' | 'user' | 'password'> {
  readonly paths: EnginePaths;
  readonly program: EngineProgram;
  readonly account: ProgramAccount;
  readonly sip: SipSettings;
  readonly dataDir: string;
}

/** What an engine would be given now, as a digest without secrets and ports: it changes when one that runs would have to be started anew. */
export async function configurationDigest(input: Omit<EngineFolderInput, 'ports' | 'user' | 'password' | 'account'>) {
  return digestOf(await configure({ ...input, ports: { http: 0, manager: 0 }, user: 'keepline', password: '' }));
}

/**
 * Makes or renews everything that the engine finds in its folder. Recordings, registrations and logs of earlier runs stay.
 * @returns the digest of {@link configurationDigest}
 * @throws UserError `telephony.engine-broken` (modules are missing), `telephony.certificate-unreadable`, `telephony.folder-name`
 */
export async function prepareEngineFolder(input: EngineFolderInput): Promise<string> {
  const { paths, program, account, sip } = input;
  const own = (name: string) => join(paths.run, name);
  await makeFolders(paths, account);
  const configured = await configure(input);
  const files = engineConfiguration(configured);
  await bringCertificate(account, sip, dirname(paths.run), configured.sipFiles);
  const etc = own('etc');
  for (const name of await readdir(etc)) await rm(join(etc, name), { recursive: true });
  for (const [name, text] of Object.entries(files)) await hand(account, join(etc, name), text);
  for (const name of ['documentation', 'rest-api']) {
    await rm(own(`share/${name}`), { recursive: true, force: true });
    await symlink(join(program.shareFolder, name), own(`share/${name}`));
  }
  await writeFile(own('share/sounds/en/beep.wav'), beep(), { mode: 0o644 });
  await writeFile(own('music/keepline.wav'), waitingMusic(), { mode: 0o644 });
  return digestOf(configured);
}

async function configure(input: Omit<EngineFolderInput, 'account'>): Promise<EngineConfigurationInput> {
  const { paths, program, sip, ports, user, password } = input;
  const { load, missing } = modulesToLoad(await readdir(program.modulesFolder));
  if (missing.length > 0) throw new UserError('telephony.engine-broken', { file: program.file, missing });
  const keys = join(paths.run, 'keys');
  return {
    paths,
    modulesFolder: program.modulesFolder,
    modules: load,
    sip,
    sipFiles: {
      certFile: join(keys, 'sip.crt'),
      keyFile: join(keys, 'sip.key'),
      trustedFile: join(keys, 'trusted.pem'),
    },
    ports,
    user,
    password,
    musicFolder: await musicFolder(input.dataDir, join(paths.run, 'music')),
  };
}

function digestOf(configured: EngineConfigurationInput): string {
  const told = engineConfiguration({ ...configured, password: '', ports: { http: 0, manager: 0 } });
  return createHash('sha256').update(JSON.stringify(told)).digest('hex');
}

async function makeFolders(paths: EnginePaths, account: ProgramAccount): Promise<void> {
  const own = (name: string) => join(paths.run, name);
  // Others may pass through to what is the engine's, and see nothing on the way. What the engine only reads is ours:
  // an engine that was broken into changes neither its configuration nor, through links, files of somebody else.
  for (const [folder, mode] of [
    [dirname(paths.run), 0o711],
    [paths.run, 0o711],
    [own('etc'), 0o711],
    [own('keys'), 0o711],
    ...['share', 'share/sounds', 'share/sounds/en', 'music'].map((name) => [own(name), 0o755] as const),
    [paths.sounds, 0o755],
  ] as const) {
    await mkdir(folder, { recursive: true });
    await chmod(folder, mode);
  }
  for (const folder of [
    ...['cache', 'lib', 'db', 'run', 'log', 'spool'].map(own),
    ...[paths.spool, paths.voicemail, dirname(paths.callRecords)],
  ]) {
    await mkdir(folder, { recursive: true, mode: 0o750 });
    await giveTo(account, folder);
  }
}

/** The company's own music, where somebody put files into `<data>/telephony/music`; otherwise ours. */
async function musicFolder(dataDir: string, ours: string): Promise<string> {
  const theirs = join(dataDir, 'telephony', 'music');
  await mkdir(theirs, { recursive: true });
  await chmod(theirs, 0o755);
  if ((await readdir(theirs)).some((file) => /\.(wav|sln16|alaw|ulaw|gsm)$/i.test(file))) return theirs;
  return ours;
}

/** The engine's account may not read the operator's files: it gets a copy. */
async function bringCertificate(
  account: ProgramAccount,
  sip: SipSettings,
  folder: string,
  files: { certFile: string; keyFile: string; trustedFile: string },
): Promise<void> {
  const { cert, key } = sip.tls
    ? await readCertificate(sip.tls, 'telephony.certificate-unreadable')
    : await ownCertificate({ keyFile: join(folder, 'sip.key'), certFile: join(folder, 'sip.crt') });
  await hand(account, files.certFile, cert);
  await hand(account, files.keyFile, key);
  for (const store of trustStores) {
    const text = await readFile(store, 'utf8').catch(() => null);
    if (text !== null) return hand(account, files.trustedFile, text);
  }
  await hand(account, files.trustedFile, rootCertificates.join('\n'));
}

/** A file that the engine alone may read. */
async function hand(account: ProgramAccount, path: string, text: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  await giveTo(account, path);
}
