import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import {
  CallId,
  DeviceId,
  placeCall,
  type ClientId,
  type dialCall,
  type DialPlan,
  type RequestOf,
} from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Bus } from '#libs/messaging';
import { scopeOf, seesCard, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { ClientNotFound, ContactPointNotFound } from '../../clients/clients.errors.js';
import { ClientsRepository } from '../../clients/clients.repository.js';
import { ExtensionsService } from '../../telephony/extensions/extensions.service.js';
import { CallsService } from '../calls.service.js';
import type { CallView, NewClientCall, NewDialledCall } from '../call.view.js';
import { DialPlanner, isCaller, type OutsidePlan, type Plan, type Wish } from './dial-planner.js';
import { DiallingRepository } from './dialling.repository.js';

/** Calls to the outside. The telephony role is given the number; the page never is. */
@Injectable()
export class DiallingService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: DiallingRepository,
    private readonly planner: DialPlanner,
    private readonly cards: ClientsRepository,
    private readonly extensions: ExtensionsService,
    private readonly calls: CallsService,
    private readonly bus: Bus,
    private readonly audit: Audit,
  ) {}

  /** For the telephony role. The same call is always given the same answer. */
  plan({ callId, employeeId, dialled, purpose, at }: RequestOf<typeof dialCall>): Promise<DialPlan> {
    return this.uow.run(async (tx): Promise<DialPlan> => {
      const isNewCall = purpose === 'call';
      const before = isNewCall ? await this.repository.planOf(tx, callId) : null;
      if (before !== null) return before as DialPlan;
      const caller = await this.repository.caller(tx, employeeId);
      if (caller === null) return { way: 'refused', code: 'call.dialling-not-allowed', prompt: null };
      return this.planner.dialled(tx, { callId, caller, isNewCall, channelId: null, at: new Date(at) }, dialled);
    });
  }

  /**
   * From a card: the page names the client and which of the card's numbers.
   * @throws ClientNotFound, ContactPointNotFound, UserError of the policy's refusal, `device.not-found`; what the telephony role throws
   */
  callClient(
    viewer: Viewer,
    clientId: ClientId,
    { contactPointId, channelId, deviceId }: NewClientCall,
  ): Promise<CallView> {
    return this.place(viewer, clientId, { channelId, deviceId }, async (tx, wish) => {
      if (!(await this.cards.find(tx, viewer, clientId))) throw new ClientNotFound(clientId);
      const card = await this.repository.cardByPoint(tx, clientId, contactPointId);
      if (!card || !seesCard(viewer, card)) throw new ContactPointNotFound(contactPointId);
      return this.planner.card(tx, wish, card);
    });
  }

  /** From the dial pad. @throws as `callClient`, and UserError `call.colleague-by-softphone` for an extension */
  dial(viewer: Viewer, { to, channelId, deviceId }: NewDialledCall): Promise<CallView> {
    return this.place(viewer, null, { channelId, deviceId }, async (tx, wish) => {
      const plan = await this.planner.dialled(tx, wish, to);
      // Between colleagues no number is to be hidden and no line to be paid: the telephone calls the other by itself.
      if (plan.way === 'colleague') throw new UserError('call.colleague-by-softphone');
      return plan;
    });
  }

  private async place(
    viewer: Viewer,
    clientId: ClientId | null,
    from: { channelId?: string | undefined; deviceId?: string | undefined },
    planOf: (tx: Tx, wish: Wish) => Promise<Plan>,
  ): Promise<CallView> {
    const { channelId = null, deviceId = null } = from;
    const callId = CallId.parse(uuidv7());
    // Of the machinery, since counting and finding know no viewer; who may see what is asked of the viewer at each step.
    const { plan, extension } = await this.uow.run(async (tx) => {
      const device = deviceId === null ? null : DeviceId.parse(deviceId);
      if (device !== null && !(await this.repository.ownsDevice(tx, viewer.employeeId, device)))
        throw new UserError('device.not-found', { id: deviceId });
      const number = await this.extensions.ensure(tx, viewer.employeeId);
      const caller = await this.repository.caller(tx, viewer.employeeId);
      if (!isCaller(viewer, caller)) throw new UserError('call.dialling-not-allowed');
      const made = await planOf(tx, { callId, caller, isNewCall: true, channelId, at: new Date() });
      const code = made.way === 'refused' ? made.code : null;
      this.audit.record(tx, viewer, code === null ? 'call.placed' : 'call.refused', {
        clientId,
        subjectId: callId,
        body: code === null ? {} : { code },
      });
      return { plan: made, extension: number };
    });
    if (plan.way === 'refused') throw new UserError(plan.code);
    await this.ring(viewer, callId, extension, deviceId, plan as OutsidePlan);
    return this.uow.as(scopeOf(viewer), (tx) => this.calls.viewOf(tx, viewer, callId));
  }

  private async ring(
    viewer: Viewer,
    callId: CallId,
    extension: string,
    deviceId: string | null,
    { way: _, ...plan }: OutsidePlan,
  ): Promise<void> {
    const device = deviceId === null ? null : DeviceId.parse(deviceId);
    try {
      await this.bus.ask(placeCall, { callId, employeeId: viewer.employeeId, extension, deviceId: device, ...plan });
    } catch (error) {
      await this.uow.run((tx) => this.repository.fail(tx, callId));
      throw error;
    }
  }
}
