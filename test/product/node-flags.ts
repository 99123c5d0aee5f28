import { readFileSync } from 'node:fs';

/** Also out of what was built: it has no package.json of its own. */
const root = new URL(import.meta.url.includes('/dist/') ? '../../../' : '../../', import.meta.url);

/** Of package.json. */
export const scripts = (
  JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
    scripts: Record<'start' | 'dev' | 'bench', string>;
  }
).scripts;

/** What Node is told when the product starts, as `npm start` says it; why: docs/decisions/0039-how-node-runs-us.md. */
export const nodeFlags: readonly string[] = flagsOf(scripts.start);

/** @param command ends with a program that Node runs */
export function flagsOf(command: string): string[] {
  return /\bnode ((?:--\S+ )+)\S+$/.exec(command)?.[1]?.trim().split(' ') ?? [];
}
