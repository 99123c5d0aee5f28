import { Masking } from '../src/access/masking.repository.js';
import { Audit } from '../src/audit/audit.js';
import { Journal } from '../src/audit/journal/journal.js';
import { JournalRepository } from '../src/audit/journal/journal.repository.js';
import { Assignees } from '../src/clients/assignees.js';
import { ClientsRepository } from '../src/clients/clients.repository.js';
import { ClientsService } from '../src/clients/clients.service.js';
import { ContactPoints } from '../src/clients/contact-points.js';
import type { TestDatabase } from '#libs/testing';

/** The services behind the pages, wired as their modules do, without HTTP. */
export function aWorkplace(db: TestDatabase) {
  const uow = db.uow('core');
  const masking = new Masking();
  const audit = new Audit(new Journal(new JournalRepository()));
  const cards = new ClientsRepository();
  const contactPoints = new ContactPoints(cards, audit);
  const assignees = new Assignees(cards);
  const clients = new ClientsService(uow, cards, contactPoints, assignees, masking, audit);
  return { uow, masking, audit, cards, contactPoints, assignees, clients };
}

/** Actions of the audit entries about a card, in order. */
export async function auditOf(db: TestDatabase, clientId: string): Promise<string[]> {
  const rows = await db.query<{ action: string }>(
    `select action from core.journal where kind = 'audit' and client_id = $1 order by at, seq`,
    [clientId],
  );
  return rows.map((row) => row.action);
}
