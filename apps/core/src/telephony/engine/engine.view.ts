import { z } from 'zod';
import { DeviceView } from '../extensions/extension.view.js';

export const EngineView = z
  .object({
    /** unknown: the telephony role has not said anything yet */
    state: z.enum(['unknown', 'absent', 'installing', 'starting', 'up', 'down']),
    code: z.string().nullable(),
    /** The engine's own words; only for those who manage it. */
    detail: z.string().nullable(),
    version: z.string().nullable(),
    source: z.enum(['url', 'path', 'installed']).nullable(),
    progress: z.object({ step: z.enum(['resolve', 'download', 'unpack']), done: z.int(), total: z.int() }).nullable(),
    at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'TelephoneEngine' });
export type EngineView = z.infer<typeof EngineView>;

export const TelephonyView = z
  .object({
    engine: EngineView,
    trunks: z.int(),
    numbers: z.int(),
    myExtension: z.object({ number: z.string(), devices: z.array(DeviceView) }).nullable(),
  })
  .meta({ id: 'Telephony' });
export type TelephonyView = z.infer<typeof TelephonyView>;
