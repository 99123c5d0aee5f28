import { createServer, type AddressInfo } from 'node:net';

/**
 * A port that the system says is free; rejects when it is to be a certain one that is not. Between here and the program's own bind somebody may take it; then the start fails and is tried again.
 */
export function freePort(host = '127.0.0.1', wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(wanted, host, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
