import { join } from 'node:path';
import type { Settings } from '#libs/config';
import { AppError, UserError } from '#libs/errors';
import type { EngineAccess } from '../ari/ari-http.js';
import { engineInTree, engineOnPath, type EngineProgram } from './engine-program.js';

export type FoundEngine =
  | { readonly is: 'elsewhere'; readonly access: EngineAccess }
  | { readonly is: 'program'; readonly program: EngineProgram }
  /** `code` says how it could be had, or why the one that is here cannot be used. */
  | { readonly is: 'absent'; readonly code: string; readonly detail: string | null };

/** The link to the tree that we installed. */
export const installedEngine = (dataDir: string): string => join(dataDir, 'telephony', 'engine');

/** The one that the operator named; the system's; the one that we fetched: in this order, as far as they can be used. */
export async function findEngine(settings: Pick<Settings, 'ariUrl' | 'dataDir' | 'searchPath'>): Promise<FoundEngine> {
  if (settings.ariUrl !== null) return { is: 'elsewhere', access: accessIn(settings.ariUrl) };
  const problems: AppError[] = [];
  for (const look of [() => engineOnPath(settings.searchPath), () => engineInTree(installedEngine(settings.dataDir))]) {
    try {
      const program = await look();
      if (program !== null) return { is: 'program', program };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push(error);
    }
  }
  const [problem] = problems;
  const version = problem?.details['version'];
  return {
    is: 'absent',
    code: problem?.code ?? 'telephony.engine-missing',
    detail: typeof version === 'string' ? `Asterisk ${version}` : null,
  };
}

/** @throws UserError `telephony.ari-url` when the address has no user and password */
export function accessIn(ariUrl: string): EngineAccess {
  const url = new URL(ariUrl);
  const [user, password] = [url.username, url.password].map(decodeURIComponent);
  if (!user || !password) {
    throw new UserError('telephony.ari-url', { advice: 'KEEPLINE_ARI_URL must be http(s)://user:password@host:port' });
  }
  return { url: `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`, user, password };
}
