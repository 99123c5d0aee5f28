import { hasSharedEngine, sharedEngine } from './engine.js';
import { installEngine } from '../../apps/telephony/src/engine/installing/install-engine.js';

const steps = { resolve: 'looking for the packages', download: 'fetching', unpack: 'unpacking' } as const;

/**
 * Fetches the telephone engine once, with a word on how it goes, where that can be done (Debian's apt, and a mirror in reach).
 * @returns whether there is one
 */
export async function fetchEngine(say: (line: string) => void): Promise<boolean> {
  if (hasSharedEngine()) return true;
  say('The telephone engine is fetched from Debian’s packages, this once (about 160 of them) …');
  let told = 0;
  try {
    const { version } = await installEngine({
      link: sharedEngine,
      signal: AbortSignal.timeout(10 * 60_000),
      progress: ({ step, done, total }) => {
        if (done < total && performance.now() - told < 2_000) return;
        told = performance.now();
        say(`  ${steps[step]}${total > 1 ? ` ${done} of ${total}` : ''}`);
      },
      log: { info: () => undefined, warn: (_facts, words) => say(`  ${words}`) },
    });
    say(`  Asterisk ${version}`);
    return true;
  } catch (error) {
    say(`  No telephone this time: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
