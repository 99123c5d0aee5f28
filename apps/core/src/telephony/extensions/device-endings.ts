import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { Sessions } from '../../access/sign-in/sessions.js';
import { Audit } from '../../audit/audit.js';
import { TrunkKeeper } from '../trunks/trunk-keeper.js';
import { DevicesRepository } from './devices.repository.js';
import { ExtensionKeeper } from './extension-keeper.js';

/** A session that ends by itself (too old, too long without a request) takes its softphone with it within this time. */
const lookAgainMs = 5_000;

/** Softphones end with their sessions, and a leaver's telephones all at once. */
@Injectable()
export class DeviceEndings implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly endings: (() => void)[] = [];
  private readonly rounds = new Rounds(
    () => this.endWhatIsOver(),
    (err) => this.logger.warn({ err }, 'softphones of ended sessions could not be looked for'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: DevicesRepository,
    private readonly sessions: Sessions,
    private readonly keeper: ExtensionKeeper,
    private readonly trunks: TrunkKeeper,
    private readonly audit: Audit,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookAgainMs);
    this.endings.push(
      this.sessions.onChange(() => {
        void this.rounds.soon();
        // Names, teams and who works here at all: what the role was told may be another thing now. What is the same is not told.
        this.keeper.settleSoon();
        this.trunks.settleSoon();
      }),
    );
  }

  async onModuleDestroy(): Promise<void> {
    for (const end of this.endings.splice(0)) end();
    await this.rounds.end();
  }

  private async endWhatIsOver(): Promise<void> {
    const devices = await this.uow.run((tx) => this.repository.inQuestion(tx));
    if (devices.length === 0) return;
    const good = await this.sessions.stillGood(devices.flatMap(({ sessionHash }) => sessionHash ?? []));
    const over = devices.filter(
      ({ sessionHash, suspended }) => suspended || (sessionHash !== null && !good.has(sessionHash)),
    );
    if (over.length === 0) return;
    await this.uow.run(async (tx) => {
      await this.repository.revoke(
        tx,
        over.map((device) => device.id),
      );
      for (const { id, suspended } of over)
        this.audit.record(tx, null, 'device.revoked', {
          subjectId: id,
          body: { because: suspended ? 'suspended' : 'session-over' },
        });
    });
    this.keeper.settleSoon();
  }
}
