import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { Viewer } from '../access/viewer.js';
import type { JsonObject } from './journal/journal-entry.js';
import { Journal } from './journal/journal.js';

/** Who read or did what: every read of a card, playback, download, search and export goes through here. */
@Injectable()
export class Audit {
  constructor(private readonly journal: Journal) {}

  /**
   * @param viewer null for the machinery itself; of a program in somebody's name the entry names the token
   * @param about.body ids, counts and codes; never content, names or addresses
   */
  record(
    tx: Tx,
    viewer: Pick<Viewer, 'employeeId' | 'token' | 'behind'> | null,
    action: string,
    about: { clientId?: string | null; subjectId?: string | null; body?: JsonObject } = {},
  ): void {
    this.journal.append(tx, {
      kind: 'audit',
      action,
      actorId: viewer?.behind?.id ?? viewer?.employeeId ?? null,
      subjectId: about.subjectId ?? null,
      clientId: about.clientId ?? null,
      body: {
        ...about.body,
        ...(viewer?.token === undefined ? {} : { token: viewer.token.id }),
        ...(viewer?.behind === undefined ? {} : { viewingAs: viewer.employeeId }),
      },
    });
  }
}
