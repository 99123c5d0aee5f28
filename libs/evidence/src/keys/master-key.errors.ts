import { UserError } from '#libs/errors';

/** A refusal about the key file; the message is for the operator's terminal: what is wrong, and what to do. */
class MasterKeyProblem extends UserError {
  constructor(code: string, path: string, advice: string, options?: { cause?: unknown }) {
    super(code, { path }, options);
    this.message = `The master key ${path} ${advice}`;
  }
}

/** `data` names what was found that only the lost key can read; null when nothing was looked for or found. */
export class MasterKeyMissing extends MasterKeyProblem {
  constructor(path: string, data: string | null) {
    super(
      'master-key.missing',
      path,
      data === null
        ? 'does not exist. KEEPLINE_MASTER_KEY_FILE must name the key file (32 bytes, mode 0600): put it there, or unset the variable to let Keepline make one on its first start.'
        : `does not exist, but ${data} already holds data that only the old key can read. Put the key back from its backup, or let KEEPLINE_MASTER_KEY_FILE name it. A new key is not made: it could open nothing of what is there.`,
    );
  }
}

export class MasterKeyWrongSize extends MasterKeyProblem {
  constructor(path: string, size: number) {
    super(
      'master-key.wrong-size',
      path,
      `must hold exactly 32 bytes, and holds ${size}. Put the right file back from its backup.`,
    );
  }
}

export class MasterKeyWrongPermissions extends MasterKeyProblem {
  constructor(path: string, mode: number) {
    super(
      'master-key.wrong-permissions',
      path,
      `can be read or written by others (mode ${(mode & 0o777).toString(8).padStart(4, '0')}). Run: chmod 600 ${path}`,
    );
  }
}

export class MasterKeyUnreadable extends MasterKeyProblem {
  constructor(path: string, cause: unknown) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    super(
      'master-key.unreadable',
      path,
      `cannot be read or made (${code}). Check KEEPLINE_MASTER_KEY_FILE and that this user may use the file and its folder.`,
      { cause },
    );
  }
}

/** What was sealed under another key or purpose, or was changed since. */
export class CannotUnseal extends UserError {
  constructor(purpose: string, cause?: unknown) {
    super('master-key.cannot-unseal', { purpose }, { cause });
  }
}
