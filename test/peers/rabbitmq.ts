import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's rabbitmq-server. The one in /usr/sbin would change to another user. */
const server = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const epmd = '/usr/bin/epmd';
const startLimitMs = 150_000;

export interface RabbitPeer {
  readonly url: string;
  /** Stops the broker for a while, as an outage does: its files stay. */
  interrupt(): Promise<void>;
  /** Ends the interruption, on the same port. */
  resume(): Promise<void>;
  /** Nothing stays behind: no process, no port mapper, no file. */
  stop(): Promise<void>;
}

export const whyNoRabbit = 'rabbitmq-server is not installed';

export async function hasRabbit(): Promise<boolean> {
  try {
    await Promise.all([access(server), access(epmd)]);
    return true;
  } catch {
    return false;
  }
}

/** A broker of the test's own, on free loopback ports; null where the machine has none (`whyNoRabbit`). */
export async function startRabbit(): Promise<RabbitPeer | null> {
  if (!(await hasRabbit())) return null;
  const folder = await mkdtemp(join(tmpdir(), 'keepline-rabbit-'));
  const [port, distPort, epmdPort] = await freePorts(3);
  await writeFile(join(folder, 'plugins'), '[].\n');
  await writeFile(join(folder, 'rabbitmq.conf'), 'log.console = false\nlog.file.level = warning\n');
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: `keepline-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
    // The start script then becomes the Erlang machine instead of a shell that watches over it: one process, one pid.
    NOTIFY_SOCKET: join(folder, 'none'),
  };
  // Erlang would start a port mapper of its own that outlives it; this one is ours to end.
  const mapper = supervised(epmd, ['-port', String(epmdPort)], { env, cwd: folder });
  const start = async () => {
    const child = supervised(server, [], { env, cwd: folder });
    await answering(port!, child);
    return child;
  };
  let broker: ChildProcess | null = null;
  const interrupt = async () => {
    if (broker) await ended(broker);
    broker = null;
  };
  const stop = async () => {
    await interrupt();
    await ended(mapper);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    broker = await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    interrupt,
    resume: async () => void (broker ??= await start()),
    stop,
  };
}

/**
 * Runs a program under a shell that holds our pipe: when the pipe closes, because we closed it or because we were killed, the
 * program is ended. Ctrl-C goes to the whole group and is not for the shell to die of.
 */
const untilThePipeCloses = `
trap '' INT HUP
"$@" & child=$!
read -r _
kill -TERM $child
(sleep 15; kill -KILL $child) 2>/dev/null & last=$!
wait $child
kill $last`;

function supervised(
  program: string,
  args: string[],
  { env, cwd }: { env: NodeJS.ProcessEnv; cwd: string },
): ChildProcess {
  return spawn('/bin/sh', ['-c', untilThePipeCloses, 'sh', program, ...args], {
    env,
    cwd,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.stdin?.end();
  await exit;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const held = createServer().listen(0, '127.0.0.1');
      await once(held, 'listening');
      return held;
    }),
  );
  const ports = servers.map((held) => (held.address() as AddressInfo).port);
  await Promise.all(servers.map((held) => new Promise((resolve) => held.close(resolve))));
  return ports;
}

/** Until the broker greets: it answers the protocol header with a frame (AMQP 0-9-1, 2.2.4). */
async function answering(port: number, child: ChildProcess): Promise<void> {
  const until = performance.now() + startLimitMs;
  while (!(await greets(port))) {
    if (performance.now() > until) {
      await ended(child);
      throw new Error('rabbitmq-server did not start in time');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const say = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => say(false));
    socket.once('connect', () => socket.write('AMQP\0\0\x09\x01'));
    socket.once('data', () => say(true));
    socket.once('error', () => say(false));
    socket.once('end', () => say(false));
  });
}
