import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import { MasterKey } from '#libs/evidence';
import { post } from '../../integrations/webhooks/http-call.js';
import { PushKeys } from './push-keys.js';
import type { PushMessage } from './push-message.js';

const sealing = 'push/subscription';
/** After an hour nobody wants to be told (RFC 8030, 5.2). */
const keepS = 3_600;

export interface PushTarget {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

export interface PushOutcome {
  /** `gone`: the browser wants no more (RFC 8030, 7.3); `later`: the service, or the way to it, is out of order; `refused`: never this one. */
  readonly is: 'taken' | 'gone' | 'later' | 'refused';
  /** Null: no answer came. */
  readonly status: number | null;
}

/** One message to one browser: encrypted for it alone (RFC 8291), through whatever service it named, to no address of our own network. */
@Injectable()
export class PushCall {
  constructor(
    private readonly keys: PushKeys,
    private readonly masterKey: MasterKey,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  seal(target: PushTarget): Buffer {
    return this.masterKey.seal(Buffer.from(JSON.stringify(target), 'utf8'), sealing);
  }

  async push(sealed: Buffer, message: PushMessage): Promise<PushOutcome> {
    const target = JSON.parse(this.masterKey.unseal(sealed, sealing).toString('utf8')) as PushTarget;
    // Loaded for the first notice: it was measured at 4 MB.
    const { default: webPush } = await import('web-push');
    const { endpoint, headers, body } = webPush.generateRequestDetails(
      { endpoint: target.endpoint, keys: { ...target.keys } },
      JSON.stringify(message),
      { vapidDetails: await this.keys.vapid(), TTL: keepS, urgency: 'high' },
    );
    const text = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const { status } = await post(new URL(endpoint), text, body ?? '', this.settings.webhooksInside);
    return { is: meaningOf(status), status };
  }
}

function meaningOf(status: number | null): PushOutcome['is'] {
  if (status === null || status === 429 || status >= 500) return 'later';
  if (status >= 200 && status < 300) return 'taken';
  return status === 404 || status === 410 ? 'gone' : 'refused';
}
