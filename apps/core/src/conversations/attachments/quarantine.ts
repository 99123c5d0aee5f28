import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import type { AttachmentView } from '../interaction.view.js';

/** What is known of one attachment, out of JSON. */
export interface ScanRow {
  readonly n: number;
  readonly state: 'none' | 'waiting' | 'clean' | 'infected' | 'unscannable';
  readonly threat: string | null;
}

/** SQL: what is known of the attachments of an interaction as JSON; null where it has none. */
export const scansOf = (interaction: string): string =>
  `(select json_agg(json_build_object('n', s.n, 'state', s.scan_state, 'threat', s.threat)) from attachment s where s.interaction_id = ${interaction})`;

/** Which files are not given out: what harms, and, where the company has it so, what the scanner has not seen yet. */
@Injectable()
export class Quarantine {
  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'clamd'>) {}

  /** @param scans null, or without it: nothing has looked at it yet */
  of(scans: readonly ScanRow[] | null, n: number): Pick<AttachmentView, 'scan' | 'threat' | 'held'> {
    const { state, threat } = scans?.find((each) => each.n === n) ?? { state: 'waiting', threat: null };
    // What was found stays in its place when the scanner is taken away.
    if (state === 'infected') return { scan: state, threat, held: true };
    const { clamd } = this.settings;
    if (clamd === null || state === 'none') return { scan: null, threat: null, held: false };
    return { scan: state, threat: null, held: state !== 'clean' && clamd.unchecked === 'deny' };
  }
}
