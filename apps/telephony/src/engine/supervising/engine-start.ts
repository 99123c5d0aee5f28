import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Settings } from '#libs/config';
import { OperationalError, UserError } from '#libs/errors';
import { chooseAccount, freePort, pause } from '#libs/supervision';
import type { Ari } from '../ari/ari.js';
import { prepareEngineFolder } from '../configuration/engine-folder.js';
import { neededModules } from '../configuration/modules.js';
import type { EnginePaths } from '../engine.js';
import type { EngineProgram } from '../finding/engine-program.js';
import { endProcess, isAlive, startEngine, type ProcessMark } from './engine-process.js';
import type { EngineRecord } from './engine-record.js';
import { sipPorts } from './sip-ports.js';

const userName = 'keepline';
const startWithinMs = 45_000;
const lookEveryMs = 60;
const endWithinMs = 4_000;

export const recordFile = (paths: EnginePaths): string => join(dirname(paths.run), 'engine.json');

/**
 * Starts an engine under an account without rights, with a password that only this start knows.
 * @param before the record of an earlier run: its ports are taken again where they are free, so that clients find us where we were
 * @returns when all that we need is loaded
 * @throws UserError `telephony.root`, `telephony.engine-broken`, …; OperationalError `telephony.sip-port-taken`, `telephony.engine-did-not-start`
 */
export async function startAndWait(
  program: EngineProgram,
  settings: Pick<Settings, 'dataDir' | 'sip'>,
  paths: EnginePaths,
  ari: Ari,
  before: EngineRecord | null,
  stopped: AbortSignal,
): Promise<EngineRecord> {
  await mkdir(dirname(paths.run), { recursive: true });
  const trial = { file: program.file, args: [...program.prefix, '-V'] };
  const account = await chooseAccount(trial, ['asterisk', 'nobody'], settings.dataDir);
  if (account === null) {
    throw new UserError('telephony.root', {
      advice:
        'The telephone engine must not run as root, and neither the user "nobody" nor a user namespace can reach the data folder here. ' +
        'Run Keepline as an ordinary user, or move the data folder below folders that others may enter.',
    });
  }
  const sip = { ...settings.sip, ...(await sipPorts(settings.sip)) };
  const ports = await loopbackPorts(before);
  const access = {
    url: `http://127.0.0.1:${ports.http}`,
    user: userName,
    password: randomBytes(24).toString('base64url'),
  };
  const digest = await prepareEngineFolder({
    paths,
    program,
    account,
    sip,
    dataDir: settings.dataDir,
    ports,
    user: access.user,
    password: access.password,
  });
  const configuration = join(paths.run, 'etc', 'asterisk.conf');
  const mark = await startEngine(program, account, configuration, join(dirname(paths.run), 'engine-console.log'));
  try {
    ari.http.pointAt(access);
    await untilLoaded(mark, ari, stopped);
  } catch (error) {
    ari.http.pointAt(null);
    await endProcess(mark, endWithinMs);
    throw error;
  }
  const { source, version, modulesFolder } = program;
  return { ...mark, access, ports: { ...ports, sip: sip.port }, source, version, modulesFolder, digest };
}

async function loopbackPorts(before: EngineRecord | null): Promise<{ http: number; manager: number }> {
  const again = async (port: number | undefined) => {
    if (port === undefined) return freePort();
    return freePort('127.0.0.1', port).catch(() => freePort());
  };
  return { http: await again(before?.ports.http), manager: await again(before?.ports.manager) };
}

async function untilLoaded(mark: ProcessMark, ari: Ari, stopped: AbortSignal): Promise<void> {
  const until = performance.now() + startWithinMs;
  let missing: readonly string[] = neededModules;
  while (performance.now() < until && !stopped.aborted && (await isAlive(mark))) {
    try {
      const running = new Set(
        (await ari.system.modules()).filter((one) => one.status === 'Running').map((one) => one.name),
      );
      missing = neededModules.filter((name) => !running.has(`${name}.so`));
      if (missing.length === 0) return;
    } catch {
      // Its HTTP server is not there yet.
    }
    await pause(lookEveryMs, stopped);
  }
  throw new OperationalError('telephony.engine-did-not-start', { missing });
}
