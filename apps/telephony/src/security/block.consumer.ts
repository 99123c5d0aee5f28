import { Controller } from '@nestjs/common';
import { liftBlock, listBlocks, type ReplyOf, type RequestOf } from '#libs/contracts';
import { Answers } from '#libs/messaging';
import { AddressBlocks } from './address-blocks.service.js';

@Controller()
export class BlockConsumer {
  constructor(private readonly blocks: AddressBlocks) {}

  @Answers(listBlocks)
  async list(): Promise<ReplyOf<typeof listBlocks>> {
    const blocked = await this.blocks.list();
    return { blocked: blocked.map(({ until, ...block }) => ({ ...block, until: until.toISOString() })) };
  }

  @Answers(liftBlock)
  async lift({ address }: RequestOf<typeof liftBlock>): Promise<ReplyOf<typeof liftBlock>> {
    return { lifted: await this.blocks.lift(address) };
  }
}
