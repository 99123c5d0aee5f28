import { randomInt } from 'node:crypto';
import type { RoleName, UnitOfWork } from '#libs/database';
import { Audit } from '../../audit/audit.js';
import { Journal } from '../../audit/journal/journal.js';
import { JournalRepository } from '../../audit/journal/journal.repository.js';
import { AccessPoliciesRepository } from '../access-policy/access-policies.repository.js';
import { EmployeesRepository } from '../employees/employees.repository.js';
import { AccountNotices } from './notices/account-notices.repository.js';
import { Passwords } from './passwords.js';
import { SecondFactorRepository } from './second-factor/second-factor.repository.js';
import { SessionsRepository } from './sessions.repository.js';

/** What the command needs of the store that is opened while nothing else runs. */
export interface ResetStore {
  uow(role: RoleName): Promise<UnitOfWork>;
}

/** No 0/O, no 1/I/L: it is read from a terminal. Fifteen of 31 letters are 74 bits. */
const letters = '23456789abcdefghjkmnpqrstuvwxyz';

const usage = 'keepline reset-sign-in <e-mail> [--new-password]';

/**
 * `keepline reset-sign-in <e-mail> [--new-password]`: for whoever has lost everything, with a hand on the server. Second factor, passkeys,
 * recovery codes and sessions go, and so do limits of hours and addresses; with `--new-password` a new one is printed, once.
 * @returns the exit code: 0, or 64 when nobody is named whom we know
 */
export async function resetSignInCommand(
  store: ResetStore,
  args: readonly string[],
  say: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
): Promise<number> {
  const email = args.find((arg) => !arg.startsWith('--'))?.toLowerCase();
  if (email === undefined) {
    say(usage);
    return 64;
  }
  const password = args.includes('--new-password') ? newPassword() : null;
  const passwordHash = password === null ? null : await new Passwords().hash(password);
  const uow = await store.uow('core');
  const found = await uow.run(async (tx) => {
    const employees = new EmployeesRepository();
    const employee = await employees.findForSignIn(tx, email, '');
    if (employee === null) return false;
    const { id } = employee;
    const factors = new SecondFactorRepository();
    const had = await factors.of(tx, id);
    await factors.removeTotp(tx, id);
    await factors.removePasskeys(tx, id);
    await factors.removeRecoveryCodes(tx, id);
    if (passwordHash !== null) await employees.update(tx, id, { passwordHash });
    await new AccessPoliciesRepository().put(tx, { employeeId: id }, null, [], id);
    await new SessionsRepository().endAllOf(tx, id);
    await new AccountNotices().tell(tx, id, 'second-factor-reset', null);
    new Audit(new Journal(new JournalRepository())).record(tx, null, 'second-factor.reset', {
      subjectId: id,
      body: { passkeys: had.passkeys, totp: had.totpSince !== null, password: passwordHash !== null, onServer: true },
    });
    return true;
  });
  if (!found) {
    say(`nobody signs in as ${email}`);
    return 64;
  }
  say(`${email} signs in with the password alone now; every session of theirs has ended`);
  if (password !== null) say(`new password: ${password}`);
  return 0;
}

function newPassword(): string {
  const text = Array.from({ length: 15 }, () => letters[randomInt(letters.length)]).join('');
  return [text.slice(0, 5), text.slice(5, 10), text.slice(10)].join('-');
}
