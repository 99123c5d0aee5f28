import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Tx } from '#libs/database';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { FirstStepsRepository } from './first-steps.repository.js';
import { firstSteps, type FirstStepsView, type SkippableStep } from './first-steps.view.js';

/** How far a new company has come, and what its owner does not want to do (now). */
@Injectable()
export class FirstStepsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: FirstStepsRepository,
    private readonly audit: Audit,
  ) {}

  get(viewer: Viewer): Promise<FirstStepsView> {
    return this.uow.as(scopeOf(viewer), (tx) => this.view(tx));
  }

  skip(viewer: Viewer, step: SkippableStep): Promise<FirstStepsView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.skip(tx, step);
      this.audit.record(tx, viewer, 'first-steps.skipped', { body: { step } });
      return this.view(tx);
    });
  }

  resume(viewer: Viewer, step: SkippableStep): Promise<FirstStepsView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.resume(tx, step);
      this.audit.record(tx, viewer, 'first-steps.resumed', { body: { step } });
      return this.view(tx);
    });
  }

  /** Also of those that are not done: who puts the list away means it. */
  end(viewer: Viewer): Promise<FirstStepsView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (await this.repository.end(tx)) this.audit.record(tx, viewer, 'first-steps.ended', {});
      return this.view(tx);
    });
  }

  private async view(tx: Tx): Promise<FirstStepsView> {
    const facts = await this.repository.facts(tx);
    const isSkipped = (name: string) => (facts.skipped as readonly string[]).includes(name);
    return {
      steps: firstSteps.map((name) => ({
        name,
        state: facts[name] ? 'done' : isSkipped(name) ? 'skipped' : 'open',
      })),
      ended: facts.ended,
    };
  }
}
