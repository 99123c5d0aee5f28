import { Injectable } from '@nestjs/common';
import type { PromptName, Prompt, RequestOf, RingTarget, routeCall, RoutePlan } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { Metrics } from '#libs/observability';
import { Masking } from '../../access/masking.repository.js';
import { viewerFrom } from '../../access/viewer.js';
import { outsideNumber } from '../outside-number.js';
import { shownTo, type OtherEnd } from '../shown.js';
import { isOpen } from '../../hours/business-hours.js';
import { ringPlan } from './ring-plan.js';
import { RoutingRepository, type CalledNumber, type RungPerson } from './routing.repository.js';

/** Whom an incoming call rings. A caller waits for the answer: few statements, one transaction, nothing that others could hold up. */
@Injectable()
export class RoutingService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: RoutingRepository,
    private readonly masking: Masking,
    private readonly metrics: Metrics,
  ) {}

  /**
   * The same call is always given the same answer.
   * @throws UserError `call.number-unknown`: no such channel; the telephony role rings the fallback group
   */
  async route(request: RequestOf<typeof routeCall>): Promise<RoutePlan> {
    const begun = performance.now();
    const plan = await this.plan(request);
    this.metrics
      .histogram('keepline_call_routing_seconds', 'From the question whom a call rings to the answer', [
        ...[0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.5],
      ])
      .observe((performance.now() - begun) / 1_000);
    return plan;
  }

  private plan({ callId, channelId, from, at }: RequestOf<typeof routeCall>): Promise<RoutePlan> {
    return this.uow.run(async (tx) => {
      const number = await this.repository.number(tx, channelId, callId);
      if (number === null) throw new UserError('call.number-unknown', { channelId });
      if (number.plan !== null) return number.plan;
      const { settings } = number;
      const caller = outsideNumber(from, number.trunk.country, number.trunk.numberFormat);
      const card = caller.number === null ? null : await this.repository.cardOf(tx, caller.number);
      const open = isOpen(settings, new Date(at));
      let steps: RoutePlan['steps'] = [];
      if (open) {
        const people = await this.repository.candidates(tx, settings.ring, number.teamId, card);
        const sightOf = await this.masking.forEach(tx);
        const otherEnd: OtherEnd = { card, number: caller.kept, channelName: number.name };
        const targets = new Map(
          people.map((person): [string, RingTarget] => {
            const viewer = viewerFrom(person);
            const shown = shownTo(viewer, sightOf(viewer), otherEnd);
            return [person.id, { employeeId: person.id, extension: person.extension, ...shown }];
          }),
        );
        steps = stepsOf(settings.ring, people, targets);
      }
      const plan = planOf(number, open, steps);
      const teamId = card?.teamId ?? number.teamId;
      return this.repository.keep(tx, { id: callId, channelId, card, counterpart: caller.kept, at, teamId, plan });
    });
  }
}

function stepsOf(
  ring: CalledNumber['settings']['ring'],
  people: readonly RungPerson[],
  targets: ReadonlyMap<string, RingTarget>,
): RoutePlan['steps'] {
  const plan = ringPlan(ring, people, { responsibleId: people.find(({ isFirst }) => isFirst)?.id ?? null });
  return plan.map(({ who, ringMs }) => ({ ringMs, targets: who.map((id) => targets.get(id)!) }));
}

function planOf(number: CalledNumber, open: boolean, steps: RoutePlan['steps']): RoutePlan {
  const { settings, prompts, policy } = number;
  const { language } = settings;
  const prompt = (name: PromptName): Prompt => ({ name, language, evidence: prompts[name] ?? null });
  const end = open ? settings.atEnd : settings.afterHours;
  // Whoever is told that we are closed and leaves no message is not recorded.
  const recorded = open || end === 'voicemail';
  return {
    language,
    announcement: settings.announceRecording && recorded ? prompt('recorded') : null,
    greeting: open ? null : prompt('closed'),
    steps,
    atEnd:
      end === 'voicemail'
        ? { do: 'voicemail', prompt: prompt('voicemail'), maxSeconds: settings.voicemailMaxSeconds }
        : { do: 'hang-up', prompt: open ? prompt('busy') : null },
    recording: { format: policy.format, keepOriginals: policy.keepOriginals },
  };
}
