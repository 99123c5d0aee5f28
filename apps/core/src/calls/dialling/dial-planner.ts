import { Injectable } from '@nestjs/common';
import type { CallId, OutsideTarget, Prompt, RecordingPolicy, RingTarget } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Alerts } from '../../alerts/alerts.js';
import { Masking } from '../../access/masking.repository.js';
import { seesCard, viewerFrom, type Viewer } from '../../access/viewer.js';
import { PolicyRepository } from '../../telephony/policy/policy.repository.js';
import type { TelephonyPolicy } from '../../telephony/policy/policy.view.js';
import { outsideNumber } from '../outside-number.js';
import { shownTo } from '../shown.js';
import { outsideRefusal, readDialled, suspicious, typedRefusal, type Refusal } from './dial-rules.js';
import { DiallingRepository, type CallableCard, type Caller, type OwnNumber } from './dialling.repository.js';

/** What of a call is decided before it is made. */
export interface OutsidePlan {
  readonly way: 'outside';
  readonly target: OutsideTarget;
  readonly shownName: string;
  readonly shownNumber: string;
  readonly announcement: Prompt | null;
  readonly recording: RecordingPolicy;
}
export type Plan =
  | OutsidePlan
  | { readonly way: 'colleague'; readonly target: RingTarget }
  | { readonly way: 'refused'; readonly code: Refusal; readonly prompt: Prompt };

export interface Wish {
  readonly callId: CallId;
  readonly caller: Caller;
  /** A transfer or conference belongs to a call that is there already. */
  readonly isNewCall: boolean;
  /** Which of our numbers; null: the one that fits. */
  readonly channelId: string | null;
  readonly at: Date;
}

/** May this employee reach that, and how? In a transaction of the machinery: whom they may see is asked of their viewer, each time. */
@Injectable()
export class DialPlanner {
  constructor(
    private readonly repository: DiallingRepository,
    private readonly policy: PolicyRepository,
    private readonly masking: Masking,
    private readonly alerts: Alerts,
  ) {}

  /** What was dialled, on a telephone or a dial pad. */
  async dialled(tx: Tx, wish: Wish, words: string): Promise<Plan> {
    const { caller } = wish;
    const viewer = viewerFrom(caller);
    const ourCountry = await this.repository.country(tx);
    const dialled = readDialled(words, ourCountry);
    if (dialled.is === 'emergency') return this.help(tx, wish, dialled.number);
    if (!caller.active || viewer.role === 'administrator') return this.refuse(tx, wish, 'call.dialling-not-allowed');
    if (dialled.is === 'short-code') {
      const card = await this.repository.cardByCode(tx, dialled.code);
      return card && seesCard(viewer, card) ? this.card(tx, wish, card) : this.refuse(tx, wish, 'call.nobody');
    }
    if (dialled.is === 'extension') {
      const colleague = await this.repository.answering(tx, dialled.number);
      if (colleague && colleague.id !== caller.id) return this.colleague(tx, wish, colleague);
    }
    const { number, country } = outsideNumber(words, ourCountry);
    if (number === null) return this.refuse(tx, wish, 'call.nobody');
    const cards = await this.repository.cardsByNumber(tx, number);
    const seen = cards.find((card) => seesCard(viewer, card));
    const refusal = typedRefusal(await this.policy.get(tx), viewer.role, seen !== undefined);
    if (refusal !== null) return this.refuse(tx, wish, refusal);
    if (seen) return this.card(tx, wish, seen);
    // Another's client stays another's: the call lies on that card, and whoever dialled it sees of it what they typed.
    return this.outside(tx, wish, { number, country }, cards[0] ?? null, { shownName: number, shownNumber: number });
  }

  /** A card that the caller may see. */
  async card(tx: Tx, wish: Wish, card: CallableCard): Promise<Plan> {
    const viewer = viewerFrom(wish.caller);
    const shown = shownTo(viewer, await this.masking.for(tx, viewer), { card, number: card.number, channelName: '' });
    const { country } = outsideNumber(card.number, await this.repository.country(tx));
    return this.outside(tx, wish, { number: card.number, country }, card, shown);
  }

  /** Shows a colleague who calls; of a call that is passed to them, who is at its other end. */
  async colleague(tx: Tx, wish: Wish, colleague: Caller): Promise<Plan> {
    const viewer = viewerFrom(colleague);
    const end = wish.isNewCall ? null : await this.repository.otherEnd(tx, wish.callId);
    const shown = end
      ? shownTo(viewer, await this.masking.for(tx, viewer), end)
      : { shownName: wish.caller.name, shownNumber: wish.caller.extension ?? '' };
    const target = { employeeId: colleague.id, extension: colleague.extension!, ...shown };
    if (wish.isNewCall) await this.note(tx, wish, null, null, { way: 'colleague', target });
    return { way: 'colleague', target };
  }

  /** Whoever calls for help is asked nothing, counted nowhere, and announced nothing; it is on record as any call. */
  private async help(tx: Tx, wish: Wish, number: string): Promise<Plan> {
    const own = await this.repository.ownNumber(tx, wish.channelId, null, [wish.caller.teamId]);
    if (own === null) return this.refuse(tx, wish, 'call.no-number', number);
    const plan = this.through(own, number, { shownName: number, shownNumber: number }, await this.policy.get(tx));
    if (wish.isNewCall) await this.note(tx, wish, number, null, plan);
    return plan;
  }

  private async outside(
    tx: Tx,
    wish: Wish,
    to: { number: CallableCard['number']; country: string | null },
    card: CallableCard | null,
    shown: { shownName: string; shownNumber: string },
  ): Promise<Plan> {
    const policy = await this.policy.get(tx);
    const abroad = to.country !== (await this.repository.country(tx));
    const counts = await this.repository.counts(tx, wish.caller.id);
    const refusal = outsideRefusal(policy, { ...to, abroad }, counts);
    if (refusal !== null) return this.refuse(tx, wish, refusal, to.number, card);
    const teams = [wish.caller.teamId, card?.teamId ?? null];
    const own = await this.repository.ownNumber(tx, wish.channelId, card?.id ?? null, teams);
    if (own === null) return this.refuse(tx, wish, 'call.no-number', to.number, card);
    const announcement: Prompt | null = own.announces
      ? { name: 'recorded', language: own.language, evidence: own.recorded }
      : null;
    const plan = { ...this.through(own, to.number, shown, policy), announcement };
    if (wish.isNewCall) await this.note(tx, wish, to.number, card, plan, abroad);
    return plan;
  }

  private through(
    own: OwnNumber,
    to: OutsideTarget['to'],
    shown: { shownName: string; shownNumber: string },
    { format, keepOriginals }: TelephonyPolicy,
  ): OutsidePlan {
    return {
      way: 'outside',
      target: { to, channelId: own.channelId, trunkId: own.trunkId, callerId: own.number },
      ...shown,
      announcement: null,
      recording: { format, keepOriginals },
    };
  }

  /** Counted, and told to whoever looks after such things when no employee does it by chance. */
  private async refuse(
    tx: Tx,
    wish: Wish,
    code: Refusal,
    number: string | null = null,
    card: CallableCard | null = null,
  ): Promise<Plan> {
    const { caller, callId, at } = wish;
    const prompt: Prompt = { name: 'refused', language: caller.locale ?? 'en', evidence: null };
    const plan: Plan = { way: 'refused', code, prompt };
    if (wish.isNewCall) await this.note(tx, wish, number, card, plan);
    if (suspicious.has(code)) {
      const details = { reason: code };
      // A machine that tries all night is one alert an hour.
      const once = `call.fraud-suspected:${caller.id}:${code}:${at.toISOString().slice(0, 13)}`;
      await this.alerts.raise(tx, {
        code: 'call.fraud-suspected',
        ...{ severity: 'alarm', employeeId: caller.id, details, once },
        ...(wish.isNewCall ? { callId } : {}),
      });
    }
    return plan;
  }

  private note(
    tx: Tx,
    { caller, callId, at }: Wish,
    number: string | null,
    card: CallableCard | null,
    plan: Plan,
    abroad = false,
  ): Promise<void> {
    return this.repository.insert(tx, {
      id: callId,
      direction: plan.way === 'colleague' ? 'internal' : 'outbound',
      channelId: plan.way === 'outside' ? plan.target.channelId : null,
      clientId: card?.id ?? null,
      contactPointId: card?.contactPointId ?? null,
      counterpart: number,
      employeeId: caller.id,
      teamId: caller.teamId ?? card?.teamId ?? null,
      ...{ abroad, at, plan },
      refusedCode: plan.way === 'refused' ? plan.code : null,
    });
  }
}

/** Whoever is signed in, as a caller. */
export const isCaller = (viewer: Viewer, caller: Caller | null): caller is Caller =>
  caller !== null && caller.id === viewer.employeeId && caller.active;
