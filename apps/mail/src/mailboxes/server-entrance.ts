import type { ServerAccess } from './server-address.js';
import { MailServerTrouble, troubleOf } from './server-trouble.js';

/** The way into one server. A password stays what it is; a token is renewed, and may be taken back by whoever gave it. */
export interface ServerEntrance {
  /** With what to enter now. @throws MailServerTrouble `mail.sign-in-again`, `mail.sign-in-away` */
  enter(): Promise<ServerAccess>;
  /** The server let this one in. */
  welcomed(access: ServerAccess): void;
  /** The server refused this one: it is not tried again. @returns what that means */
  refused(access: ServerAccess): 'mail.password-refused' | 'mail.token-refused' | 'mail.sign-in-again';
}

/** An entrance by something that does not change. */
export const fixedEntrance = (access: ServerAccess): ServerEntrance => ({
  enter: () => Promise.resolve(access),
  welcomed: () => undefined,
  refused: () => 'mail.password-refused',
});

/**
 * Goes in, and once more where a token was refused before its time: the next one may be taken.
 * @param connect up to being signed in; whatever it opened is closed when it throws
 * @throws MailServerTrouble
 */
export async function entering<T>(entrance: ServerEntrance, connect: (access: ServerAccess) => Promise<T>): Promise<T> {
  for (let again = false; ; again = true) {
    const access = await entrance.enter();
    try {
      const inside = await connect(access);
      entrance.welcomed(access);
      return inside;
    } catch (error) {
      const trouble = afterRefusal(entrance, access, error);
      if (trouble.code !== 'mail.token-refused' || again) throw trouble;
    }
  }
}

/** @returns the trouble that an error of connecting means, once its entrance has heard of a refusal */
function afterRefusal(entrance: ServerEntrance, access: ServerAccess, error: unknown): MailServerTrouble {
  const trouble = troubleOf(error);
  if (trouble.code !== 'mail.password-refused') return trouble;
  const code = entrance.refused(access);
  return code === trouble.code ? trouble : new MailServerTrouble(code, trouble.reply, error);
}
