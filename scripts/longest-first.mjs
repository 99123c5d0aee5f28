import Sequencer from '@jest/test-sequencer';

const kinds = ['.e2e-spec.ts', '.int-spec.ts', '.spec.ts'];
/** @param {{ path: string }} test */
const kindOf = ({ path }) => kinds.findIndex((kind) => path.endsWith(kind));

/** The longest kind first: at the end of a run short files fill all workers, and nobody waits for one long file. */
export default class LongestFirst extends Sequencer {
  /** @param {Parameters<Sequencer['sort']>[0]} tests */
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => kindOf(a) - kindOf(b));
  }
}
