import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { EmployeeAccess } from '../../access/departure/employee-access.js';
import { DevicesRepository } from './devices.repository.js';
import { ExtensionKeeper } from './extension-keeper.js';

/** Telephones, as one of the ways in which somebody reaches the company's lines. */
@Injectable()
export class DeviceAccess implements OnModuleInit {
  constructor(
    private readonly access: EmployeeAccess,
    private readonly repository: DevicesRepository,
    private readonly keeper: ExtensionKeeper,
  ) {}

  onModuleInit(): void {
    this.access.add({
      kind: 'devices',
      tables: ['sip_device'],
      count: async (tx, id) => (await this.live(tx, id)).length,
      revoke: async (tx, id) => {
        const ids = await this.live(tx, id);
        await this.repository.revoke(tx, ids);
        // The role hears of it at once, and again until it answers.
        tx.afterCommit(() => this.keeper.settleSoon());
        return ids.length;
      },
    });
  }

  private async live(tx: Tx, id: EmployeeId) {
    const [desk, soft] = [
      await this.repository.liveOf(tx, id, 'desk'),
      await this.repository.liveOf(tx, id, 'softphone'),
    ];
    return [...desk, ...soft];
  }
}
