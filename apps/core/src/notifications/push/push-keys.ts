import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import { UnitOfWork } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { PushKeysRepository } from './push-keys.repository.js';

const sealing = 'push/vapid';

export interface VapidDetails {
  readonly subject: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

/** By which keys the push services know us (RFC 8292): made once, at the first start. With other ones every browser would have to be asked anew. */
@Injectable()
export class PushKeys implements OnApplicationBootstrap {
  private details: Promise<VapidDetails> | undefined;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: PushKeysRepository,
    private readonly masterKey: MasterKey,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.vapid();
  }

  vapid(): Promise<VapidDetails> {
    this.details ??= this.load().catch((error: unknown) => {
      this.details = undefined;
      throw error;
    });
    return this.details;
  }

  private async load(): Promise<VapidDetails> {
    const { publicKey, sealedPrivate } = await this.uow.run(async (tx) => {
      const known = await this.repository.find(tx);
      if (known) return known;
      const { default: webPush } = await import('web-push');
      const made = webPush.generateVAPIDKeys();
      const sealed = this.masterKey.seal(Buffer.from(made.privateKey, 'utf8'), sealing);
      // Of two that start together the first one's hold for both.
      return this.repository.keep(tx, { publicKey: made.publicKey, sealedPrivate: sealed });
    });
    const privateKey = this.masterKey.unseal(sealedPrivate, sealing).toString('utf8');
    return { subject: this.subject(), publicKey, privateKey };
  }

  /** Whom a push service may ask about us. Apple's takes nothing that leads to `localhost`. */
  private subject(): string {
    const { publicUrl } = this.settings.http;
    return publicUrl?.startsWith('https:') ? new URL(publicUrl).origin : 'mailto:postmaster@keepline.invalid';
  }
}
