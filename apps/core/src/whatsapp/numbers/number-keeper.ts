import { Injectable } from '@nestjs/common';
import { saveWhatsappNumber, type ChannelId, type RequestOf, type WhatsappSecrets } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { Bus } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { EdgeKeeper } from '../../channels/edge-keeper.js';
import type { GivenSecrets } from './number.view.js';
import { WhatsappNumbersRepository } from './numbers.repository.js';

export type WhatsappNumberTold = RequestOf<typeof saveWhatsappNumber>;

/** What the whatsapp role unseals tokens and secrets with. */
const purpose = 'whatsapp-secret';

/** The company's numbers as the whatsapp role shall hold them. It alone keeps the secrets. */
@Injectable()
export class WhatsappNumberKeeper extends EdgeKeeper<ChannelId, WhatsappNumberTold> {
  constructor(
    logger: Logger,
    private readonly uow: UnitOfWork,
    private readonly repository: WhatsappNumbersRepository,
    private readonly bus: Bus,
    private readonly masterKey: MasterKey,
  ) {
    super(logger, 'WhatsApp number');
  }

  sealed(given: GivenSecrets): WhatsappSecrets | null {
    if (given === null || Object.values(given).every((secret) => secret === null)) return null;
    const seal = (secret: string | null) => (secret === null ? null : this.masterKey.sealText(secret, purpose));
    return {
      accessToken: seal(given.accessToken),
      appSecret: seal(given.appSecret),
      oldAppSecret: seal(given.oldAppSecret),
      verifyToken: seal(given.verifyToken),
    };
  }

  protected async states(): Promise<ReadonlyMap<ChannelId, WhatsappNumberTold>> {
    const rows = await this.uow.run((tx) => this.repository.states(tx, null));
    return new Map(rows.map((row) => [row.channelId, told(row)]));
  }

  protected async stateOf(id: ChannelId): Promise<WhatsappNumberTold | null> {
    const [row] = await this.uow.run((tx) => this.repository.states(tx, id));
    return row ? told(row) : null;
  }

  protected ask(state: WhatsappNumberTold): Promise<unknown> {
    return this.bus.ask(saveWhatsappNumber, state);
  }
}

/** What is allowed on a number is core's own business. */
const told = ({
  channelId,
  enabled,
  settings,
}: Awaited<ReturnType<WhatsappNumbersRepository['states']>>[number]): WhatsappNumberTold => ({
  ...{ channelId, enabled, settings: settings.number, secrets: null },
});
