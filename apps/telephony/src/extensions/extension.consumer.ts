import { Controller } from '@nestjs/common';
import { saveExtension, type ReplyOf, type RequestOf } from '#libs/contracts';
import { Answers } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { ExtensionsService } from './extensions.service.js';

@Controller()
export class ExtensionConsumer {
  constructor(
    private readonly extensions: ExtensionsService,
    private readonly log: Logger,
  ) {}

  @Answers(saveExtension)
  async save({ hangUp, ...extension }: RequestOf<typeof saveExtension>): Promise<ReplyOf<typeof saveExtension>> {
    await this.extensions.save(extension, hangUp);
    const { employeeId, devices } = extension;
    this.log.info({ employeeId, devices: devices.length, hangUp }, 'An extension was saved');
    return { saved: true };
  }
}
