import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { end, findProgram, freePort, untilListening } from './peer.js';

/** A private clamd on a loopback port, which knows one signature: that of the test file. */
export interface Clamd {
  readonly address: string;
  stop(): Promise<void>;
}

/** MD5 and size of eicar.org's file: ClamAV's own database would be hundreds of megabytes from the network. */
const signature = '44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n';

export async function startClamd(): Promise<Clamd> {
  const folder = await mkdtemp(join(tmpdir(), 'keepline-clamd-'));
  const database = join(folder, 'signatures');
  await mkdir(database);
  await writeFile(join(database, 'test.hdb'), signature);
  const port = await freePort();
  const configuration = join(folder, 'clamd.conf');
  await writeFile(
    configuration,
    `TCPSocket ${port}\nTCPAddr 127.0.0.1\nDatabaseDirectory ${database}\nForeground yes\nStreamMaxLength 2M\nTemporaryDirectory ${folder}\n`,
  );
  const child = spawn(findProgram('clamd')!, ['--config-file', configuration], { stdio: 'ignore' });
  await untilListening(port);
  return {
    address: `127.0.0.1:${port}`,
    stop: async () => {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
