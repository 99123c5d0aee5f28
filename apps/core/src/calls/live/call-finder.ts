import { Injectable } from '@nestjs/common';
import type { CallChanged, CallEnded } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { outsideNumber } from '../outside-number.js';
import { RoutingRepository } from '../routing/routing.repository.js';
import { LiveCallsRepository, type FirstFacts, type KnownCall } from './live-calls.repository.js';

/** Finds the row of a call that the telephony role tells of, or makes it: of some calls core hears here for the first time. */
@Injectable()
export class CallFinder {
  constructor(
    private readonly repository: LiveCallsRepository,
    private readonly routing: RoutingRepository,
  ) {}

  /** Held until the end of the transaction. */
  async lock(tx: Tx, call: CallChanged | CallEnded): Promise<KnownCall> {
    const known = await this.repository.lock(tx, call.callId);
    if (known) return known;
    await this.repository.begin(tx, call, await this.firstFacts(tx, call));
    return (await this.repository.lock(tx, call.callId))!;
  }

  private async firstFacts(tx: Tx, call: CallChanged | CallEnded): Promise<FirstFacts> {
    const inIt = 'legs' in call ? call.legs.map((leg) => leg.employeeId) : [...call.talking, ...call.ringing];
    const dialler = call.direction === 'inbound' ? null : (inIt[0] ?? null);
    const number = call.channelId === null ? null : await this.routing.number(tx, call.channelId, call.callId);
    if (number === null || call.direction === 'internal')
      return { clientId: null, contactPointId: null, counterpart: null, employeeId: dialler, teamId: null };
    const outside = outsideNumber(call.counterpart, number.trunk.country, number.trunk.numberFormat);
    const card = outside.number === null ? null : await this.routing.cardOf(tx, outside.number);
    return {
      clientId: card?.id ?? null,
      contactPointId: card?.contactPointId ?? null,
      counterpart: outside.kept,
      employeeId: dialler ?? card?.responsibleId ?? null,
      teamId: card?.teamId ?? number.teamId,
    };
  }
}
