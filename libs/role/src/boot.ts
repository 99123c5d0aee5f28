import { BadConfiguration, readSettings, type Settings } from '#libs/config';
import { asAppError } from '#libs/errors';
import { createLogger, listenForOperations, type Logger } from '#libs/observability';
import type { Role } from './define-role.js';
import { Ending } from './ending.js';
import { exitCodeFor, explain } from './exit-code.js';
import { layGatewayFoundation, layRoleFoundation, type Foundation } from './foundation.js';
import { openOfflineStore, type OfflineStore } from './offline-store.js';
import { RunningRole } from './running-role.js';

/** Carrying on what is due when we stop; the rest stays in the outbox for the next start. */
const relaysStopWithinMs = 2_000;

/** One role alone in this process: `await bootRole(MailRole)` is its whole main. Ends the process with an exit code of exit-code.ts. */
export async function bootRole(role: Role): Promise<void> {
  await enter(async (settings, logger, ending) => {
    const foundation = await layRoleFoundation(role.name, settings, logger, ending);
    await run([role], foundation, ending, (error) => {
      throw error;
    });
  });
}

/** All given roles in this process; one that cannot start is reported, the rest serve. */
export async function bootRoles(roles: readonly Role[]): Promise<void> {
  await enter(async (settings, logger, ending) => {
    const foundation = await layGatewayFoundation(settings, logger, ending);
    await run(roles, foundation, ending, (error, role) => {
      const { code } = asAppError(error);
      foundation.health.of(role.name).forgetAll();
      foundation.health.of(role.name).set('', { status: 'down', code }, { essential: role.http !== undefined });
      logger.error({ err: error, role: role.name, code }, 'this role cannot start; the others serve');
    });
  });
}

/**
 * A command beside the roles: the gateway's database and evidence without a bus or a role.
 * With the embedded database the gateway must be stopped; otherwise it ends as taken (75).
 * @param work gives the exit code
 */
export async function runOffline(work: (store: OfflineStore) => Promise<number>): Promise<void> {
  await enter(async (settings, logger, ending) => {
    const code = await work(await openOfflineStore(settings, logger, ending));
    await ending.end(undefined, code);
  });
}

async function enter(work: (settings: Settings, logger: Logger, ending: Ending) => Promise<void>): Promise<void> {
  let settings: Settings;
  try {
    settings = readSettings(process.env);
  } catch (error) {
    if (!(error instanceof BadConfiguration)) throw error;
    process.stderr.write(`${explain(error)}\n`);
    process.exit(exitCodeFor(error));
  }
  const logger = createLogger(settings.logLevel);
  const ending = new Ending(logger, (code) => process.exit(code));
  ending.listen();
  try {
    await work(settings, logger, ending);
  } catch (error) {
    await ending.end(error);
  }
}

/** @param refused a role that cannot start: it throws, or the others go on */
async function run(
  roles: readonly Role[],
  foundation: Foundation,
  ending: Ending,
  refused: (error: unknown, role: Role) => void,
): Promise<void> {
  const { settings, logger, health, metrics } = foundation;
  const running: RunningRole[] = [];
  let relays: Promise<unknown> | undefined;
  const stopRelays = async () => {
    relays ??= Promise.all(running.map(({ messaging }) => messaging.relay.stop(relaysStopWithinMs)));
    await relays;
  };
  ending.atFirst('roles', () => Promise.all(running.map((role) => role.stop())));
  const operations = await listenForOperations({ port: settings.metricsPort, health, metrics, logger });
  ending.atLast('metrics', () => operations.close());

  await Promise.all(
    roles.map((role) =>
      RunningRole.start(role, foundation, stopRelays).then(
        (one) => running.push(one),
        (error: unknown) => refused(error, role),
      ),
    ),
  );
  // Only now: what is carried earlier would find consumers missing, and wait for nothing.
  for (const { messaging } of running) messaging.relay.start();
  for (const one of running) {
    try {
      const url = await one.serve(settings);
      if (url !== null) logger.info({ url, role: one.role.name }, 'open');
    } catch (error) {
      refused(error, one.role);
    }
  }
  logger.info({ roles: running.map(({ role }) => role.name), upAfterMs: Math.round(performance.now()) }, 'running');
}
