import { writeFile } from 'node:fs/promises';
import { run } from '../peers/real/peer.js';

/** How a real mail program is told to hand a letter in. */
export interface Program {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** How the employee's machine calls itself; nobody outside is to read it. */
export const machine = 'anna-laptop.house.local';

/** swaks by STARTTLS: its own letter, with its own marks. @throws with the whole dialogue when the letter was not taken */
export const bySwaks = (
  { port, user, password }: Program,
  {
    from,
    to,
    subject,
    body,
    headers = [],
  }: { from: string; to: readonly string[]; subject: string; body: string; headers?: readonly string[] },
): Promise<string> =>
  run('swaks', [
    ...['--server', '127.0.0.1', '--port', String(port), '--tls', '--ehlo', machine],
    ...['--auth', 'PLAIN', '--auth-user', user, '--auth-password', password],
    ...['--from', from, '--to', to.join(','), '--header', `Subject: ${subject}`, '--body', body],
    ...headers.flatMap((header) => ['--add-header', header]),
  ]);

/** curl by TLS from the first byte: the letter as it lies in a file. @throws with what curl said when the letter was not taken */
export async function byCurl(
  { port, user, password }: Program,
  { from, to, letter, file }: { from: string; to: readonly string[]; letter: string; file: string },
): Promise<string> {
  await writeFile(file, letter);
  return run('curl', [
    ...['--silent', '--show-error', '--insecure', '--url', `smtps://127.0.0.1:${port}/${machine}`],
    ...['--user', `${user}:${password}`, '--mail-from', from, ...to.flatMap((one) => ['--mail-rcpt', one])],
    ...['--upload-file', file],
  ]);
}
