import { Injectable } from '@nestjs/common';
import { controlCall, DeviceId, type CallAct, type CallId, type ClientId, type Joinable } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Bus } from '#libs/messaging';
import { scopeOf, seesCard, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { ContactPointNotFound } from '../../clients/clients.errors.js';
import { ExtensionsService } from '../../telephony/extensions/extensions.service.js';
import { mayControl, mayListen } from '../call-views.js';
import type { ActTarget, NewAct, NewListening } from '../call.view.js';
import { CallNotFound, CallOver, NotInTheCall } from '../calls.errors.js';
import { CallsRepository, type CallRow } from '../calls.repository.js';
import { DialPlanner, isCaller, type Plan, type Wish } from '../dialling/dial-planner.js';
import { DiallingRepository } from '../dialling/dialling.repository.js';

/** What stands in the journal although it is part of every call: what makes a recording incomplete, and where a client was sent. */
const onRecord = new Set<NewAct['do']>(['pause-recording', 'resume-recording', 'transfer', 'consult', 'merge']);

/** What people do in a live call. Core decides whether they may; the telephony role does it. */
@Injectable()
export class ActsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly calls: CallsRepository,
    private readonly dialling: DiallingRepository,
    private readonly planner: DialPlanner,
    private readonly extensions: ExtensionsService,
    private readonly bus: Bus,
    private readonly audit: Audit,
  ) {}

  /** @throws CallNotFound, CallOver, NotInTheCall; for a transfer the policy's refusal; what the telephony role throws */
  async act(viewer: Viewer, id: CallId, act: NewAct): Promise<void> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.liveRow(tx, id);
      if (!mayControl(viewer, row)) throw new NotInTheCall();
      if (onRecord.has(act.do))
        this.audit.record(tx, viewer, `call.${act.do}`, { clientId: row.clientId, subjectId: id });
    });
    await this.ask(viewer, id, 'to' in act ? { do: act.do, to: await this.joinable(viewer, id, act.to) } : act);
  }

  /** @throws CallNotFound, CallOver, UserError `call.listening-not-allowed`; what the telephony role throws */
  async listen(viewer: Viewer, id: CallId, { mode, deviceId }: NewListening): Promise<void> {
    const device = deviceId === null ? null : DeviceId.parse(deviceId);
    const extension = await this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.liveRow(tx, id);
      if (!mayListen(viewer, row)) throw new UserError('call.listening-not-allowed');
      if (device !== null && !(await this.dialling.ownsDevice(tx, viewer.employeeId, device)))
        throw new UserError('device.not-found', { id: deviceId });
      const body = { mode, to: row.talking };
      this.audit.record(tx, viewer, 'call.listened', { clientId: row.clientId, subjectId: id, body });
      return this.extensions.ensure(tx, viewer.employeeId);
    });
    await this.ask(viewer, id, { do: 'listen', mode, extension, deviceId: device });
  }

  private async ask(viewer: Viewer, callId: CallId, act: CallAct): Promise<void> {
    await this.bus.ask(controlCall, { callId, employeeId: viewer.employeeId, act });
  }

  /** To whom a call is passed, or who is asked to join: the same rules as for a call of its own. */
  private async joinable(viewer: Viewer, callId: CallId, to: ActTarget): Promise<Joinable> {
    const plan = await this.uow.run(async (tx) => {
      const caller = await this.dialling.caller(tx, viewer.employeeId);
      if (!isCaller(viewer, caller)) throw new UserError('call.dialling-not-allowed');
      return this.planTo(tx, viewer, to, { callId, caller, isNewCall: false, channelId: null, at: new Date() });
    });
    // Thrown after the commit: whoever asked sees the refusal, the owner the alarm.
    if (plan.way === 'refused') throw new UserError(plan.code);
    if (plan.way === 'colleague') return plan;
    const { way, target, shownName, shownNumber } = plan;
    return { way, target, shownName, shownNumber };
  }

  private async planTo(tx: Tx, viewer: Viewer, to: ActTarget, wish: Wish): Promise<Plan> {
    if ('employeeId' in to) {
      const colleague = await this.dialling.colleague(tx, to.employeeId);
      if (!colleague || colleague.id === viewer.employeeId)
        throw new UserError('extension.not-found', { employeeId: to.employeeId });
      return this.planner.colleague(tx, wish, colleague);
    }
    if ('dialled' in to) return this.planner.dialled(tx, wish, to.dialled);
    const card = await this.dialling.cardByPoint(tx, to.clientId as ClientId, to.contactPointId);
    if (!card || !seesCard(viewer, card)) throw new ContactPointNotFound(to.contactPointId);
    return this.planner.card(tx, wish, card);
  }

  private async liveRow(tx: Tx, id: CallId): Promise<CallRow> {
    const row = await this.calls.find(tx, id);
    if (!row) throw new CallNotFound(id);
    if (row.phase === 'ended') throw new CallOver();
    return row;
  }
}
