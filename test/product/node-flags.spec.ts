import { readFileSync } from 'node:fs';
import { flagsOf, nodeFlags, scripts } from './node-flags.js';

describe('What Node is told', () => {
  it('keeps objects that die young out of the old space', () => {
    expect(nodeFlags).toContain('--no-allocation-site-pretenuring');
  });

  it('is the same for whoever runs the product, works at it, measures its parts, or runs its image', () => {
    const image = readFileSync(new URL('../../docker/Dockerfile', import.meta.url), 'utf8');
    const command = JSON.parse(/^CMD (\[.+\])$/m.exec(image)![1]!) as string[];
    expect(flagsOf(scripts.dev)).toEqual(nodeFlags);
    expect(flagsOf(scripts.bench)).toEqual(nodeFlags);
    expect(flagsOf(command.join(' '))).toEqual(nodeFlags);
  });
});
