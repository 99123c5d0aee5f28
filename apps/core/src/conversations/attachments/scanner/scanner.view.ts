import { z } from 'zod';
import { PersonRef } from '../../../access/sign-in/session.view.js';

export const ScannerView = z
  .object({
    /** `none`: none is set; `old`: it answers, with signatures of long ago; `away`: it cannot be asked. */
    state: z.enum(['none', 'well', 'old', 'away']),
    /** Why it is away: a system’s code (`ECONNREFUSED`), `silent`, `closed`. */
    why: z.string().nullable(),
    /** `ClamAV 1.4.3`; null while it is away. */
    program: z.string().nullable(),
    signatures: z.object({ version: z.int(), at: z.iso.datetime().nullable() }).nullable(),
    /** What may be done with a file that it has not looked through yet. */
    unchecked: z.enum(['allow', 'deny']),
    lastScanAt: z.iso.datetime().nullable(),
    /** Files that wait for it; 10,000 stands for as many and more. */
    waiting: z.int(),
    /** In which it found something. */
    infected: z.int(),
    /** That it would not have. */
    refused: z.int(),
  })
  .meta({ id: 'Scanner' });
export type ScannerView = z.infer<typeof ScannerView>;

export const ScannerTrialView = z
  .object({
    /** `missed`: it let the test through; `away`: it could not be asked. */
    outcome: z.enum(['found', 'missed', 'away']),
    threat: z.string().nullable(),
    why: z.string().nullable(),
  })
  .meta({ id: 'ScannerTrial' });
export type ScannerTrialView = z.infer<typeof ScannerTrialView>;

export const HeldFileView = z
  .object({
    interactionId: z.uuid(),
    /** Its address is `/interactions/{interactionId}/attachments/{n}`. */
    n: z.int(),
    name: z.string(),
    scan: z.enum(['infected', 'unscannable']),
    /** What the scanner calls it, or why it would not have it. */
    threat: z.string().nullable(),
    /** Whose card; null: nobody’s yet. */
    client: PersonRef.nullable(),
    medium: z.enum(['email', 'whatsapp', 'phone']).nullable(),
    direction: z.enum(['inbound', 'outbound', 'internal']),
    occurredAt: z.iso.datetime(),
  })
  .meta({ id: 'HeldFile' });
export type HeldFileView = z.infer<typeof HeldFileView>;
