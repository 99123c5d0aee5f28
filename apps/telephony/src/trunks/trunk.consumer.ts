import { Controller, Inject } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import { saveTrunk, testTrunk, type ReplyOf, type RequestOf, type TrunkCheck } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { Answers } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { Engine } from '../engine/engine.js';
import { probeTrunk } from './trunk-probe.js';
import { TrunkRepository } from './trunk.repository.js';
import { trunkPassword, TrunkSupervisor } from './trunk-supervisor.service.js';

@Controller()
export class TrunkConsumer {
  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'sip'>,
    private readonly uow: UnitOfWork,
    private readonly trunks: TrunkRepository,
    private readonly supervisor: TrunkSupervisor,
    private readonly engine: Engine,
    private readonly masterKey: MasterKey,
    private readonly log: Logger,
  ) {}

  @Answers(saveTrunk)
  async save(trunk: RequestOf<typeof saveTrunk>): Promise<ReplyOf<typeof saveTrunk>> {
    const saved = await this.uow.run((tx) => this.trunks.save(tx, trunk));
    this.supervisor.changed(saved);
    this.log.info(
      { trunkId: trunk.trunkId, enabled: trunk.enabled, numbers: trunk.numbers.length },
      'A trunk was saved',
    );
    return { saved: true };
  }

  @Answers(testTrunk)
  async test(request: RequestOf<typeof testTrunk>): Promise<ReplyOf<typeof testTrunk>> {
    const sealed = await this.uow.run((tx) => this.trunks.passwordOf(tx, request));
    const password = sealed === null ? null : this.masterKey.unsealText(sealed, trunkPassword);
    const up = this.engine.isUp;
    const engine: TrunkCheck = { step: 'engine', ok: up, code: up ? null : 'telephony.engine-away', detail: null };
    const { sip } = this.settings;
    return { checks: [engine, ...(await probeTrunk({ settings: request.settings, password, sip }))] };
  }
}
