import { EngineTrouble } from '../engine.errors.js';
import type { AriHttp } from './ari-http.js';

/** The manager interface over HTTP, for the three things that ARI cannot do. Its user may do no more than that (engine-configuration.ts, manager.conf). */
export class Ami {
  constructor(private readonly http: AriHttp) {}

  /**
   * Pauses or resumes what MixMonitor writes: silence is written instead, so that the length stays true.
   * @param channel id or name of the recorded leg
   * @throws EngineTrouble `telephony.pause-impossible` when the engine refuses, `telephony.channel-gone` when there is no such leg
   */
  async muteMixMonitor(channel: string, on: boolean): Promise<void> {
    await this.once({ action: 'MixMonitorMute', channel, direction: 'both', state: on ? 1 : 0 });
  }

  /** How our registrations with providers stand, as events in one text: trunk-state.ts reads it. */
  registrations(): Promise<string> {
    return this.once({ action: 'PJSIPShowRegistrationsOutbound' });
  }

  /**
   * Asks the other side of an endpoint for a sign of life now (OPTIONS); the engine by itself begins at a random moment within its period.
   * @throws EngineTrouble when the engine does not know it
   */
  async qualify(endpoint: string): Promise<void> {
    await this.once({ action: 'PJSIPQualify', endpoint });
  }

  private async once(query: Record<string, string | number>): Promise<string> {
    const cookie = await this.logIn();
    try {
      return await this.act(cookie, query);
    } finally {
      await this.act(cookie, { action: 'Logoff' }).catch(() => undefined);
    }
  }

  private async logIn(): Promise<string> {
    const access = this.http.target;
    if (access === null) throw new EngineTrouble('telephony.engine-away');
    const query = { action: 'Login', username: access.user, secret: access.password, events: 'off' };
    const { status, text, cookies } = await this.http.answer('GET', '/rawman', { query });
    const cookie = cookies.map((one) => one.split(';')[0]).find((one) => one?.startsWith('mansession_id='));
    if (status >= 300 || !succeeded(text) || cookie === undefined) throw refused(text);
    return cookie;
  }

  private async act(cookie: string, query: Record<string, string | number>): Promise<string> {
    const { status, text } = await this.http.answer('GET', '/rawman', { query }, { cookie });
    if (status >= 300 || (!succeeded(text) && !/^Response: Goodbye/m.test(text))) throw refused(text);
    return text;
  }
}

const succeeded = (text: string): boolean => /^Response: Success/m.test(text);

function refused(text: string): EngineTrouble {
  const said = /^Message: (.*)$/m.exec(text)?.[1]?.trim() ?? null;
  const gone = said !== null && /no such channel|channel not found/i.test(said);
  return new EngineTrouble(gone ? 'telephony.channel-gone' : 'telephony.pause-impossible', said);
}
