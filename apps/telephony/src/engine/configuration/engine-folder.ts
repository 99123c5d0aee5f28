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

/**
 * Makes or renews everything that the engine finds in its folder. Recordings, registrations and logs of earlier runs stay.
 * @returns a digest over what was written, without its secret: it changes when an engine that still runs would have to be started anew
 * @throws UserError `telephony.engine-broken` (modules are missing), `telephony.certificate-unreadable`, `telephony.folder-name`
 */
export async function prepareEngineFolder(input: EngineFolderInput): Promise<string> {
  const { paths, program, account, sip, dataDir } = input;
  const { load, missing } = modulesToLoad(await readdir(program.modulesFolder));
  if (missing.length > 0) throw new UserError('telephony.engine-broken', { file: program.file, missing });
  const own = (name: string) => join(paths.run, name);
  const etc = own('etc');
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
  const sipFiles = {
    certFile: own('keys/sip.crt'),
    keyFile: own('keys/sip.key'),
    trustedFile: own('keys/trusted.pem'),
  };
  const configured: EngineConfigurationInput = {
    paths,
    modulesFolder: program.modulesFolder,
    modules: load,
    sip,
    sipFiles,
    ports: input.ports,
    user: input.user,
    password: input.password,
    musicFolder: await musicFolder(dataDir, own('music')),
  };
  const files = engineConfiguration(configured);
  await bringCertificate(account, sip, dirname(paths.run), sipFiles);
  for (const name of await readdir(etc)) await rm(join(etc, name), { recursive: true });
  for (const [name, text] of Object.entries(files)) await hand(account, join(etc, name), text);
  for (const name of ['documentation', 'rest-api']) {
    await rm(own(`share/${name}`), { recursive: true, force: true });
    await symlink(join(program.shareFolder, name), own(`share/${name}`));
  }
  await writeFile(own('share/sounds/en/beep.wav'), beep(), { mode: 0o644 });
  const told = engineConfiguration({ ...configured, password: '', ports: { http: 0, manager: 0 } });
  return createHash('sha256').update(JSON.stringify(told)).digest('hex');
}

/** The company's own music, where somebody put files into `<data>/telephony/music`; otherwise ours. */
async function musicFolder(dataDir: string, ours: string): Promise<string> {
  const theirs = join(dataDir, 'telephony', 'music');
  await mkdir(theirs, { recursive: true });
  await chmod(theirs, 0o755);
  if ((await readdir(theirs)).some((file) => /\.(wav|sln16|alaw|ulaw|gsm)$/i.test(file))) return theirs;
  await writeFile(join(ours, 'keepline.wav'), waitingMusic(), { mode: 0o644 });
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
