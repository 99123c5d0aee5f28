import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Logger } from '#libs/observability';
import { pause } from '#libs/supervision';
import { LineBook } from './calls/line-book.js';
import { Provisioning } from './engine/provisioning/provisioning.js';
import { ExtensionsService } from './extensions/extensions.service.js';
import { AddressBlocks } from './security/address-blocks.service.js';
import { TrunkSupervisor } from './trunks/trunk-supervisor.service.js';

/** Reads what is kept of lines; only when all of it is known may the engine be told to forget what is not in it. */
@Injectable()
export class LinesStart implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private loading: Promise<void> = Promise.resolve();

  constructor(
    private readonly trunks: TrunkSupervisor,
    private readonly extensions: ExtensionsService,
    private readonly blocks: AddressBlocks,
    private readonly lines: LineBook,
    private readonly provisioning: Provisioning,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.loading = this.load();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.loading;
  }

  private async load(): Promise<void> {
    for (const { signal } = this.stopping; !signal.aborted;) {
      try {
        await this.blocks.load();
        await this.trunks.load();
        await this.extensions.load();
        this.lines.allKnown();
        this.provisioning.complete();
        return;
      } catch (error) {
        this.log.error({ err: error }, 'Trunks and extensions cannot be read');
        await pause(2_000, signal);
      }
    }
  }
}
