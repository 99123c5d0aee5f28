import type { EngineObjectType } from '../ari/ari-objects.js';

/** One configuration object of the engine, as it shall be. */
export interface EngineObject {
  readonly type: EngineObjectType;
  readonly id: string;
  readonly fields: Readonly<Record<string, string | number | readonly string[]>>;
}

/** What belongs together under one name: a device, a trunk, a blocked address. Made in this order, removed in the opposite one. */
export type EngineObjects = readonly EngineObject[];

/** What may exist for a line whose objects we do not know: all that ever hung on such a name. */
export const lineObjects = (id: string): EngineObjects =>
  (['auth', 'aor', 'endpoint', 'identify', 'registration'] as const).map((type) => ({ type, id, fields: {} }));
