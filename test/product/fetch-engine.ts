import { installCommand } from '#roles/telephony';
import { sharedFolder } from './engine.js';

/**
 * Fetches the shared telephone engine where it is not there yet and can be had (Debian's apt, and a mirror in reach).
 * @param say how it goes, a line at a time
 * @returns whether there is one
 */
export async function fetchEngine(say: (line: string) => void): Promise<boolean> {
  const out = { write: (text: string) => say(`  ${text.trimEnd()}`) };
  return (await installCommand([], sharedFolder, out)) === 0;
}
