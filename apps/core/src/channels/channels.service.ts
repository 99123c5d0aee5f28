import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ChannelId, TeamId, testMailbox, type MailboxSettings } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { AppError, OperationalError, UserError } from '#libs/errors';
import { Bus } from '#libs/messaging';
import { hasRight } from '../access/rights.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { LiveEvents } from '../realtime/live-events.js';
import type { ChannelView, MailboxChange, MailboxTrial, MailboxTrialView, NewMailbox } from './channel.view.js';
import { ChannelsRepository, type Channel, type ChannelFacts } from './channels.repository.js';
import { MailboxKeeper, type Passwords } from './mailbox-keeper.js';
import { ConsentsService } from './oauth/consents.service.js';

/** Company-owned channels. Core's row is what counts; the mail role is told, and told again, until it holds the same. */
@Injectable()
export class ChannelsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ChannelsRepository,
    private readonly keeper: MailboxKeeper,
    private readonly consents: ConsentsService,
    private readonly bus: Bus,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  list(viewer: Viewer): Promise<ChannelView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) =>
      (await this.repository.all(tx)).map((row) => viewOf(row, viewer)),
    );
  }

  get(viewer: Viewer, id: ChannelId): Promise<ChannelView> {
    return this.uow.as(scopeOf(viewer), async (tx) => viewOf(await this.row(tx, id), viewer));
  }

  /** @throws UserError `channel.address-taken`, `team.not-found`; the mail role's own refusal; nothing is kept then */
  create(viewer: Viewer, given: NewMailbox): Promise<ChannelView> {
    return this.keeper.inTurn(() => this.createInTurn(viewer, given));
  }

  /** @throws as `create`, and UserError `channel.not-found`, `channel.not-a-mailbox` */
  change(viewer: Viewer, id: ChannelId, change: MailboxChange): Promise<ChannelView> {
    return this.keeper.inTurn(() => this.changeInTurn(viewer, id, change));
  }

  /**
   * Somebody has signed in again to a mailbox that is entered so: it has its tokens without another step.
   * @returns false where somebody has to look first: it was another's account, the mailbox is entered otherwise, or it could not be told
   */
  async signedInAgain(viewer: Viewer, id: ChannelId, consentId: string): Promise<boolean> {
    const { account, provider } = await this.consents.get(viewer, consentId);
    const { settings } = await this.uow.as(scopeOf(viewer), (tx) => this.mailbox(tx, id));
    const same = settings.auth?.kind === 'oauth' && settings.auth.provider === provider;
    if (!same || account === null || !namesOf(settings).includes(account.toLowerCase())) return false;
    try {
      await this.change(viewer, id, { consentId });
      return true;
    } catch (error) {
      if (error instanceof AppError && error.kind !== 'bug') return false;
      throw error;
    }
  }

  /** Tries the settings against the real servers; nothing is kept but the audit entry. */
  async test(
    viewer: Viewer,
    { channelId, mailbox, consentId = null, ...passwords }: MailboxTrial,
  ): Promise<MailboxTrialView> {
    const id = channelId === null ? null : ChannelId.parse(channelId);
    const secrets = await this.secrets(viewer, mailbox, passwords, consentId);
    await this.uow.as(scopeOf(viewer), async (tx) => {
      if (id !== null) await this.mailbox(tx, id);
      this.audit.record(tx, viewer, 'channel.tested', { subjectId: id });
    });
    return this.bus.ask(testMailbox, { channelId: id, settings: mailbox, secrets: this.keeper.sealed(secrets) });
  }

  private async createInTurn(
    viewer: Viewer,
    { name, teamId, mailbox, consentId = null, ...passwords }: NewMailbox,
  ): Promise<ChannelView> {
    const secrets = await this.secrets(viewer, mailbox, passwords, consentId);
    const facts = await this.uow.as(scopeOf(viewer), async (tx) => {
      const taken = await this.repository.findByAddresses(tx, addressesOf(mailbox), null);
      if (taken !== null && !taken.unsaved) throw new UserError('channel.address-taken', { channelId: taken.id });
      // One that could not be saved is taken over with its id: should the mail role hold it after all, it is the same one.
      const id = taken?.id ?? ChannelId.parse(uuidv7());
      const begun: ChannelFacts = { id, name, teamId: await this.teamOf(tx, teamId), settings: mailbox, enabled: true };
      await this.repository.begin(tx, begun);
      return begun;
    });
    const view = await this.tellAndSave(viewer, facts, secrets, 'channel.created');
    await this.consents.used(viewer, consentId);
    return view;
  }

  private async changeInTurn(viewer: Viewer, id: ChannelId, change: MailboxChange): Promise<ChannelView> {
    const { imapPassword = null, smtpPassword = null, consentId = null } = change;
    const asked = change.mailbox ?? (await this.uow.as(scopeOf(viewer), (tx) => this.mailbox(tx, id))).settings;
    const secrets = await this.secrets(viewer, asked, { imapPassword, smtpPassword }, consentId);
    const facts = await this.uow.as(scopeOf(viewer), async (tx) => {
      const before = await this.mailbox(tx, id);
      const settings = change.mailbox ?? before.settings;
      const taken = await this.repository.findByAddresses(tx, addressesOf(settings), id);
      if (taken !== null && !taken.unsaved) throw new UserError('channel.address-taken', { channelId: taken.id });
      if (taken !== null) await this.repository.vacate(tx, taken.id);
      await this.repository.doubt(tx, id);
      return {
        id,
        settings,
        name: change.name ?? before.name,
        teamId: change.teamId === undefined ? before.teamId : await this.teamOf(tx, change.teamId),
        enabled: change.enabled ?? before.enabled,
      };
    });
    const view = await this.tellAndSave(viewer, facts, secrets, 'channel.changed');
    await this.consents.used(viewer, consentId);
    return view;
  }

  private async tellAndSave(
    viewer: Viewer,
    facts: ChannelFacts,
    passwords: Passwords,
    action: 'channel.created' | 'channel.changed',
  ): Promise<ChannelView> {
    try {
      await this.keeper.tell(facts.id, facts.settings, facts.enabled, passwords);
    } catch (error) {
      // A refusal is an answer: nothing was saved there. After silence nobody knows, so the old state is told again.
      if (error instanceof OperationalError) this.keeper.settleSoon();
      else await this.uow.run((tx) => this.repository.trust(tx, facts.id));
      throw error;
    }
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.save(tx, facts);
      const { enabled, teamId } = facts;
      const secrets = Object.values(passwords).some((secret) => secret != null) ? 'changed' : 'kept';
      this.audit.record(tx, viewer, action, { subjectId: facts.id, body: { enabled, teamId, secrets } });
      tx.afterCommit(() => {
        this.live.publish(
          { event: 'channel', data: { channelId: facts.id } },
          { clientId: null, right: 'channels.read' },
        );
      });
      return viewOf(await this.row(tx, facts.id), viewer);
    });
  }

  /** @throws UserError `mail-consent.over`, `mail-consent.other-provider` */
  private async secrets(
    viewer: Viewer,
    settings: MailboxSettings,
    passwords: Passwords,
    consentId: string | null,
  ): Promise<Passwords> {
    const oauth = await this.consents.sealedTokens(viewer, consentId, settings);
    return oauth === null ? passwords : { ...passwords, oauth };
  }

  private async row(tx: Tx, id: ChannelId): Promise<Channel> {
    const row = await this.repository.find(tx, id);
    if (row === null) throw new UserError('channel.not-found', { id });
    return row;
  }

  /** Numbers have settings of another kind, and a door of their own. */
  private async mailbox(tx: Tx, id: ChannelId): Promise<Channel> {
    const row = await this.row(tx, id);
    if (row.medium !== 'email') throw new UserError('channel.not-a-mailbox', { id });
    return row;
  }

  private async teamOf(tx: Tx, id: string | null): Promise<TeamId | null> {
    if (id === null) return null;
    if (!(await this.repository.hasTeam(tx, id))) throw new UserError('team.not-found', { id });
    return TeamId.parse(id);
  }
}

const addressesOf = (mailbox: MailboxSettings): string[] => [mailbox.address, ...mailbox.aliases];

/** By which its provider may call it, in lower case. */
const namesOf = (mailbox: MailboxSettings): string[] =>
  [...addressesOf(mailbox), mailbox.imap?.user ?? '', mailbox.smtp?.user ?? ''].map((name) => name.toLowerCase());

/** How a mailbox is reached, and a server's own words, are for those who manage channels. */
function viewOf(row: Channel, viewer: Viewer): ChannelView {
  const manages = hasRight(viewer, 'channels.manage');
  const { id, medium, name, address, enabled, state, code, progress } = row;
  return {
    id,
    medium,
    name,
    address,
    team: row.teamId === null ? null : { id: row.teamId, name: row.teamName ?? '' },
    enabled,
    state,
    code,
    detail: manages ? row.detail : null,
    progress,
    stateAt: row.stateAt.toISOString(),
    lastInboundAt: row.lastInboundAt?.toISOString() ?? null,
    lastOutboundAt: row.lastOutboundAt?.toISOString() ?? null,
    mailbox: manages && medium === 'email' ? row.settings : null,
  };
}
