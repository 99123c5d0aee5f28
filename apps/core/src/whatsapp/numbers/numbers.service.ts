import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SETTINGS, type Settings } from '#libs/config';
import { ChannelId, TeamId, testWhatsappNumber, type WhatsappNumberSettings } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Bus } from '#libs/messaging';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { WhatsappTemplates } from '../templates/whatsapp-templates.js';
import { WhatsappNumberKeeper } from './number-keeper.js';
import { numberView } from './number-views.js';
import type {
  GivenSecrets,
  NewWhatsappNumber,
  WhatsappNumberChange,
  WhatsappNumberView,
  WhatsappTrial,
  WhatsappTrialView,
} from './number.view.js';
import {
  WhatsappNumbersRepository,
  type NumberFacts,
  type SecretName,
  type WhatsappNumber,
} from './numbers.repository.js';

/** The company's numbers. Core's row is what counts; the whatsapp role is told, and told again, until it holds the same. */
@Injectable()
export class WhatsappNumbersService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: WhatsappNumbersRepository,
    private readonly keeper: WhatsappNumberKeeper,
    private readonly templates: WhatsappTemplates,
    private readonly bus: Bus,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  list(viewer: Viewer): Promise<WhatsappNumberView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) =>
      (await this.repository.all(tx)).map((row) => this.view(row, viewer)),
    );
  }

  get(viewer: Viewer, id: ChannelId): Promise<WhatsappNumberView> {
    return this.uow.as(scopeOf(viewer), async (tx) => this.view(await this.row(tx, id), viewer));
  }

  /**
   * @throws UserError `channel.address-taken`, `team.not-found`, `whatsapp.risk-not-accepted`, `whatsapp.cloud-missing`; the whatsapp role's
   *   own refusal: nobody is shown the number then
   */
  async create(viewer: Viewer, given: NewWhatsappNumber): Promise<WhatsappNumberView> {
    const { name, policy, secrets } = given;
    const facts = await this.uow.as(scopeOf(viewer), async (tx) => {
      // One that could not be saved is taken over with its id, should the role hold it after all.
      const taken = await this.takenBy(tx, given.settings, null);
      const begun: NumberFacts = {
        id: taken ?? ChannelId.parse(uuidv7()),
        ...{ name, enabled: true, keptSecrets: [] },
        teamId: await this.teamOf(tx, given.teamId),
        settings: { number: checked(given.settings), policy },
        ...this.accepted(viewer, given.settings, given.riskAccepted, null),
      };
      await this.repository.put(tx, begun, true);
      return begun;
    });
    return this.keeper.inTurn(facts.id, async () => {
      const { id: channelId, enabled } = facts;
      const state = { channelId, enabled, settings: facts.settings.number, secrets: null };
      await this.keeper.tell(channelId, state, { secrets: this.keeper.sealed(secrets) });
      return this.uow.as(scopeOf(viewer), (tx) =>
        this.save(tx, viewer, withSecrets(facts, secrets), 'whatsapp-number.created', secrets),
      );
    });
  }

  /** Written first and told then; what the role does not take is taken back. @throws as `create`, and UserError `whatsapp-number.not-found`, `whatsapp.number-in-use` */
  async change(viewer: Viewer, id: ChannelId, change: WhatsappNumberChange): Promise<WhatsappNumberView> {
    const secrets = change.secrets ?? null;
    const before = await this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.row(tx, id);
      const facts = await this.changed(tx, viewer, row, change);
      await this.save(tx, viewer, withSecrets(facts, secrets), 'whatsapp-number.changed', secrets);
      return factsOf(row);
    });
    try {
      await this.keeper.confirm(id, { secrets: this.keeper.sealed(secrets) });
    } catch (error) {
      await this.uow.as(scopeOf(viewer), (tx) => this.save(tx, viewer, before, 'whatsapp-number.change-refused', null));
      this.keeper.settleSoon();
      throw error;
    }
    this.templates.forget(id);
    return this.get(viewer, id);
  }

  /** Tries the settings with the provider; nothing is kept but the audit entry. @throws UserError `whatsapp-number.not-found` */
  async test(viewer: Viewer, { channelId, settings, secrets }: WhatsappTrial): Promise<WhatsappTrialView> {
    const id = channelId === null ? null : ChannelId.parse(channelId);
    await this.uow.as(scopeOf(viewer), async (tx) => {
      if (id !== null) await this.row(tx, id);
      this.audit.record(tx, viewer, 'whatsapp-number.tested', { subjectId: id });
    });
    const request = { channelId: id, settings: checked(settings), secrets: this.keeper.sealed(secrets) };
    return this.bus.ask(testWhatsappNumber, request);
  }

  private async changed(
    tx: Tx,
    viewer: Viewer,
    row: WhatsappNumber,
    change: WhatsappNumberChange,
  ): Promise<NumberFacts> {
    const number = checked(change.settings ?? row.settings.number);
    if (number.number !== row.settings.number.number) {
      // History is of a number: another one is another channel.
      if (await this.repository.isUsed(tx, row.id)) throw new UserError('whatsapp.number-in-use', { id: row.id });
      const taken = await this.takenBy(tx, number, row.id);
      if (taken !== null) await this.repository.vacate(tx, taken);
    }
    return {
      ...factsOf(row),
      name: change.name ?? row.name,
      enabled: change.enabled ?? row.enabled,
      teamId: change.teamId === undefined ? (row.team?.id ?? null) : await this.teamOf(tx, change.teamId),
      settings: { number, policy: change.policy ?? row.settings.policy },
      ...this.accepted(viewer, number, change.riskAccepted ?? false, row),
    };
  }

  /** Whoever links a device has been told what that risks: once for a number. @throws UserError `whatsapp.risk-not-accepted` */
  private accepted(
    viewer: Viewer,
    { driver }: WhatsappNumberSettings,
    riskAccepted: boolean,
    before: Pick<NumberFacts, 'riskAcceptedBy' | 'riskAcceptedAt'> | null,
  ): Pick<NumberFacts, 'riskAcceptedBy' | 'riskAcceptedAt'> {
    const { riskAcceptedBy, riskAcceptedAt } = before ?? { riskAcceptedBy: null, riskAcceptedAt: null };
    if (riskAcceptedAt !== null) return { riskAcceptedBy, riskAcceptedAt };
    if (driver === 'web' && !riskAccepted) throw new UserError('whatsapp.risk-not-accepted');
    const now = driver === 'web';
    return { riskAcceptedBy: now ? viewer.employeeId : null, riskAcceptedAt: now ? new Date() : null };
  }

  private async save(
    tx: Tx,
    viewer: Viewer,
    facts: NumberFacts,
    action: 'whatsapp-number.created' | 'whatsapp-number.changed' | 'whatsapp-number.change-refused',
    secrets: GivenSecrets,
  ): Promise<WhatsappNumberView> {
    await this.repository.put(tx, facts, false);
    const { id, enabled, teamId, settings } = facts;
    const body = { enabled, teamId, driver: settings.number.driver, secrets: namesOf(secrets) };
    this.audit.record(tx, viewer, action, { subjectId: id, body });
    tx.afterCommit(() =>
      this.live.publish({ event: 'channel', data: { channelId: id } }, { clientId: null, right: 'channels.read' }),
    );
    return this.view(await this.row(tx, id), viewer);
  }

  /** @returns one with this number that was never saved */
  private async takenBy(
    tx: Tx,
    { number }: WhatsappNumberSettings,
    except: ChannelId | null,
  ): Promise<ChannelId | null> {
    const taken = await this.repository.findByNumber(tx, number, except);
    if (taken !== null && !taken.unsaved) throw new UserError('channel.address-taken', { channelId: taken.id });
    return taken?.id ?? null;
  }

  private async row(tx: Tx, id: ChannelId): Promise<WhatsappNumber> {
    const row = await this.repository.find(tx, id);
    if (row === null) throw new UserError('whatsapp-number.not-found', { id });
    return row;
  }

  private async teamOf(tx: Tx, id: string | null): Promise<TeamId | null> {
    if (id === null) return null;
    if (!(await this.repository.hasTeam(tx, id))) throw new UserError('team.not-found', { id });
    return TeamId.parse(id);
  }

  private view(row: WhatsappNumber, viewer: Viewer): WhatsappNumberView {
    return numberView(row, viewer, this.settings.http.publicUrl ?? null);
  }
}

/** @throws UserError `whatsapp.cloud-missing` */
function checked(settings: WhatsappNumberSettings): WhatsappNumberSettings {
  if (settings.driver === 'cloud' && settings.cloud === null) throw new UserError('whatsapp.cloud-missing');
  return settings;
}

const namesOf = (secrets: GivenSecrets): SecretName[] =>
  (['accessToken', 'appSecret', 'oldAppSecret', 'verifyToken'] as const).filter((name) => secrets?.[name] != null);

const withSecrets = (facts: NumberFacts, secrets: GivenSecrets): NumberFacts => ({
  ...facts,
  keptSecrets: [...new Set([...facts.keptSecrets, ...namesOf(secrets)])],
});

const factsOf = ({ team, ...row }: WhatsappNumber): NumberFacts => ({ ...row, teamId: team?.id ?? null });
