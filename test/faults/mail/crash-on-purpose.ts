import 'reflect-metadata';
import { isMainThread } from 'node:worker_threads';
import { crashPoints, crashVariable } from './crash-points.js';

/**
 * Loaded before a gateway by `--import`: at one named step the process ends itself with SIGKILL. The product has no such places of its own;
 * here the methods that take the steps are wrapped from outside.
 */
const wanted = process.env[crashVariable];
if (wanted !== undefined && isMainThread && process.argv[1]?.endsWith('/gateway/src/main.js')) await arm(wanted);

async function arm(given: string): Promise<void> {
  const [name, passing] = given.split(':') as [string, string];
  const point = crashPoints[name];
  if (!point) throw new Error(`No crash point is called ${name}`);
  const { module, owner, method, when } = point;
  const loaded = (await import(new URL(`../../../${module}.js`, import.meta.url).href)) as Record<
    string,
    { prototype: Record<string, (...args: unknown[]) => unknown> } | undefined
  >;
  const methods = loaded[owner]?.prototype;
  const original = methods?.[method];
  if (!methods || !original) throw new Error(`${owner}.${method} is not in ${module}`);
  let left = Number(passing);
  const pass = () => {
    if (--left === 0) process.kill(process.pid, 'SIGKILL');
  };
  const wrapped = async function (this: unknown, ...args: unknown[]) {
    if (when === 'before') pass();
    const result = await original.apply(this, args);
    if (when === 'after') pass();
    return result;
  };
  // What decorators said of the method they said of the function.
  for (const key of Reflect.getOwnMetadataKeys(original))
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, original), wrapped);
  methods[method] = wrapped;
}
