import { UserError } from '#libs/errors';
import { chooseAccount, type ProgramAccount } from '#libs/supervision';

/**
 * Under which account PostgreSQL runs; it refuses root.
 * @param parent an existing folder in which the server's own folder will lie
 * @throws UserError `database.root` when we are root and no other account can be used
 */
export async function serverAccount(postgres: string, parent: string): Promise<ProgramAccount> {
  const account = await chooseAccount({ file: postgres, args: ['--version'] }, ['postgres', 'nobody'], parent);
  if (account !== null) return account;
  throw new UserError('database.root', {
    advice:
      'PostgreSQL refuses to run as root, and neither the user "nobody" nor a user namespace can reach the data folder and the binaries here. ' +
      'Run Keepline as an ordinary user, or move both below folders that others may enter, or set KEEPLINE_DATABASE_URL.',
  });
}
