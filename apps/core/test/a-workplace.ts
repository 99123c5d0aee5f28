import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEvidenceStore } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import { aMasterKey, type TestDatabase } from '#libs/testing';
import { Masking } from '../src/access/masking.repository.js';
import { Alerts } from '../src/alerts/alerts.js';
import { AlertsRepository } from '../src/alerts/alerts.repository.js';
import { Audit } from '../src/audit/audit.js';
import { Journal } from '../src/audit/journal/journal.js';
import { JournalRepository } from '../src/audit/journal/journal.repository.js';
import { Assignees } from '../src/clients/assignees.js';
import { CardWriting } from '../src/clients/card-writing.js';
import { Cards } from '../src/clients/cards.js';
import { ChangingRepository } from '../src/clients/changing.repository.js';
import { ChangingService } from '../src/clients/changing.service.js';
import { ClientsRepository } from '../src/clients/clients.repository.js';
import { ClientsService } from '../src/clients/clients.service.js';
import { ContactPoints } from '../src/clients/contact-points.js';
import { ContactUseRepository } from '../src/clients/contact-use.repository.js';
import { FieldValues } from '../src/clients/fields/field-values.js';
import { FieldsRepository } from '../src/clients/fields/fields.repository.js';
import { CardChanges } from '../src/clients/history/card-changes.js';
import { CardChangesRepository } from '../src/clients/history/card-changes.repository.js';
import { AnswerPlanner } from '../src/conversations/answering/answer-plan.js';
import { AnsweringRepository } from '../src/conversations/answering/answering.repository.js';
import { AnsweringService } from '../src/conversations/answering/answering.service.js';
import { UploadsService } from '../src/conversations/answering/uploads.service.js';
import { Writing } from '../src/conversations/answering/writing.js';
import { AnswerGate } from '../src/conversations/handling/answer-gate.js';
import { HandlingRepository } from '../src/conversations/handling/handling.repository.js';
import { InboxRepository } from '../src/conversations/inbox/inbox.repository.js';
import { InboxService } from '../src/conversations/inbox/inbox.service.js';
import { Quarantine } from '../src/conversations/attachments/quarantine.js';
import { InteractionsRepository } from '../src/conversations/interactions.repository.js';
import { MentionsRepository } from '../src/conversations/mentions/mentions.repository.js';
import { Mentions } from '../src/conversations/mentions/mentions.js';
import { MessageChangesRepository } from '../src/conversations/messages/message-changes.repository.js';
import { FilesRepository } from '../src/conversations/files/files.repository.js';
import { FilesService } from '../src/conversations/files/files.service.js';
import { OverviewRepository } from '../src/conversations/overview/overview.repository.js';
import { OverviewService } from '../src/conversations/overview/overview.service.js';
import { PeopleRepository } from '../src/conversations/messages/people/people.repository.js';
import { People } from '../src/conversations/messages/people/people.js';
import { SignaturesRepository } from '../src/conversations/signatures/signatures.repository.js';
import { Signatures } from '../src/conversations/signatures/signatures.js';
import { TimelineRepository } from '../src/conversations/timeline.repository.js';
import { TimelineService } from '../src/conversations/timeline.service.js';
import { UnplacedRepository } from '../src/conversations/unplaced/unplaced.repository.js';
import { UnplacedService } from '../src/conversations/unplaced/unplaced.service.js';
import { BypassContexts } from '../src/protection/bypass/bypass-context.js';
import { BypassRepository } from '../src/protection/bypass/bypass.repository.js';
import { OutgoingCheck } from '../src/protection/bypass/outgoing-check.js';
import { OutgoingCheckRepository } from '../src/protection/bypass/outgoing-check.repository.js';
import { ProtectionPolicyRepository } from '../src/protection/policy/protection-policy.repository.js';
import { PrivateContactsRepository } from '../src/protection/private-contacts/private-contacts.repository.js';
import { LiveEvents, type LiveEvent } from '../src/realtime/live-events.js';
import { CopyPeopleRepository } from '../src/routing/copy-people.repository.js';
import { CopyRulesRepository } from '../src/routing/copy-rules.repository.js';
import { FoundCards } from '../src/search/cards/found-cards.js';
import { FoundCardsRepository } from '../src/search/cards/found-cards.repository.js';
import { CommonWords } from '../src/search/common-words.js';
import { SearchRepository } from '../src/search/search.repository.js';
import { Suggesting } from '../src/search/suggesting.js';
import { SearchService } from '../src/search/search.service.js';
import { theNotices } from './the-notices.js';

/** The services behind the pages, wired as their modules do, without HTTP; with an evidence store of its own. */
export async function aWorkplace(db: TestDatabase) {
  const folder = await mkdtemp(join(tmpdir(), 'keepline-workplace-'));
  const masterKey = aMasterKey();
  const evidence = await createEvidenceStore({ dataDir: folder, storageUrl: null }, masterKey);
  const uow = db.uow('core');
  const live = new LiveEvents();
  const events: LiveEvent[] = [];
  live.listen((event) => void events.push(event));
  const journal = new Journal(new JournalRepository());
  const audit = new Audit(journal);
  const notices = theNotices(live);
  const masking = new Masking();
  const cards = new ClientsRepository();
  const history = new CardChangesRepository();
  const changes = new CardChanges(history, live);
  const fields = new FieldsRepository();
  const contactPoints = new ContactPoints(cards, audit, changes);
  const oneCard = new Cards(cards, fields, new ContactUseRepository());
  const cardWriting = new CardWriting(new ChangingRepository(), new FieldValues(fields, cards), changes);
  const assignees = new Assignees(cards);
  const clients = new ClientsService(
    uow,
    cards,
    oneCard,
    contactPoints,
    assignees,
    changes,
    cardWriting,
    masking,
    audit,
    notices,
  );
  const changing = new ChangingService(uow, cards, oneCard, history, cardWriting, masking, audit);
  const quarantine = new Quarantine({ clamd: null });
  const timelines = new TimelineRepository();
  const timeline = new TimelineService(uow, timelines, history, masking, masterKey, evidence, audit, quarantine);
  const inbox = new InboxService(uow, new InboxRepository(), masking, masterKey);
  const tray = new UnplacedRepository();
  const unplaced = new UnplacedService(
    ...([uow, tray, timelines, clients, cards, contactPoints, assignees, masking, masterKey, audit, live] as const),
    new People(new PeopleRepository(), audit, live),
    new MessageChangesRepository(),
    quarantine,
  );
  const letters = new AnsweringRepository();
  const writing = new Writing(uow, letters, cards, timeline, masterKey, live);
  const planner = new AnswerPlanner(
    ...([letters, new CopyRulesRepository(), new CopyPeopleRepository(), writing] as const),
    new Signatures(new SignaturesRepository()),
  );
  const interactions = new InteractionsRepository(journal);
  const outbox = new Outbox(() => undefined);
  const contexts = new BypassContexts(masking, new PrivateContactsRepository(), new BypassRepository(), masterKey);
  const alerts = new Alerts(new AlertsRepository(), live, notices);
  const check = new OutgoingCheck(
    ...([uow, new ProtectionPolicyRepository(), contexts, new OutgoingCheckRepository()] as const),
    ...([evidence, masterKey, outbox, alerts] as const),
  );
  const answering = new AnsweringService(
    ...([uow, letters, planner, writing, interactions, evidence, masterKey, check] as const),
    new AnswerGate(new HandlingRepository()),
    new Mentions(new MentionsRepository(), new HandlingRepository(), notices, audit),
    audit,
  );
  const files = new FilesService(uow, timelines, new FilesRepository(), masking, audit, quarantine);
  const overview = new OverviewService(uow, timelines, new OverviewRepository());
  const uploads = new UploadsService(uow, evidence);
  const foundCards = new FoundCards(cards, new FieldsRepository(), new FoundCardsRepository());
  const found = new SearchRepository();
  const suggesting = new Suggesting(found, new CommonWords(found));
  const search = new SearchService(uow, found, foundCards, suggesting, masking, masterKey, audit);
  return {
    ...{
      uow,
      evidence,
      masterKey,
      events,
      live,
      clients,
      changing,
      timeline,
      overview,
      files,
      inbox,
      unplaced,
      answering,
      uploads,
      search,
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
export type Workplace = Awaited<ReturnType<typeof aWorkplace>>;

/** Actions of the audit entries about a card, in order. */
export async function auditOf(db: TestDatabase, clientId: string): Promise<string[]> {
  const rows = await db.query<{ action: string }>(
    `select action from core.journal where kind = 'audit' and client_id = $1 order by at, seq`,
    [clientId],
  );
  return rows.map((row) => row.action);
}
