import { Injectable } from '@nestjs/common';
import type { WhatsappSecrets } from '#libs/contracts';
import { MasterKey } from '#libs/evidence';

/** What tokens and app secrets are sealed for (libs/evidence, MasterKey). */
const whatsappSecret = 'whatsapp-secret';

/** Opens the sealed secrets: the only place that does. */
@Injectable()
export class NumberSecrets {
  constructor(private readonly masterKey: MasterKey) {}

  /** @throws CannotUnseal */
  open(sealed: WhatsappSecrets): WhatsappSecrets {
    const open = (text: string | null) => (text === null ? null : this.masterKey.unsealText(text, whatsappSecret));
    return {
      accessToken: open(sealed.accessToken),
      appSecret: open(sealed.appSecret),
      oldAppSecret: open(sealed.oldAppSecret),
      verifyToken: open(sealed.verifyToken),
    };
  }
}

/** Secrets that are left out are the kept ones. */
export const withKept = (given: WhatsappSecrets | null, kept: WhatsappSecrets | null): WhatsappSecrets => ({
  accessToken: given?.accessToken ?? kept?.accessToken ?? null,
  appSecret: given?.appSecret ?? kept?.appSecret ?? null,
  oldAppSecret: given?.oldAppSecret ?? kept?.oldAppSecret ?? null,
  verifyToken: given?.verifyToken ?? kept?.verifyToken ?? null,
});

export const noSecrets: WhatsappSecrets = withKept(null, null);
