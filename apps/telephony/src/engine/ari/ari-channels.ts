import type { AriChannel, AriPlayback, AriRecording } from './ari-events.js';
import type { AriHttp } from './ari-http.js';

/** Where a new channel goes once it is answered: into a context of our dialplan (dialplan.ts). */
export interface Origination {
  /** `endpoints.ts` makes it. */
  endpoint: string;
  context: string;
  extension: string;
  /** `"Name" <number>` or a number: what the called party is shown. */
  callerId?: string;
  /** Seconds until it counts as not answered. */
  timeoutS?: number;
  /** The channel for whose sake this one is made: codecs and linked id come from it. */
  originator?: string;
  /** Channel variables; `__NAME` is inherited, `PJSIP_HEADER(add,X)` sets a header. */
  variables?: Readonly<Record<string, string>>;
}

export interface RecordingOrder {
  name: string;
  format: 'wav' | 'alaw' | 'ulaw';
  maxDurationS: number;
  /** Ends when nobody has spoken for so long; 0 never. */
  maxSilenceS: number;
  beep: boolean;
  terminateOn: 'none' | 'any' | '*' | '#';
}

const at = (id: string) => `/channels/${encodeURIComponent(id)}`;

/** Legs. A channel that is gone throws `telephony.channel-gone`; one that is not in our hands now, `telephony.channel-elsewhere`. */
export class AriChannels {
  constructor(private readonly http: AriHttp) {}

  list(): Promise<AriChannel[]> {
    return this.http.json('GET', '/channels');
  }

  get(id: string): Promise<AriChannel> {
    return this.http.json('GET', at(id));
  }

  /** @param id ours to choose, so that events which arrive before the answer can be placed */
  originate(id: string, { variables, timeoutS, ...rest }: Origination): Promise<AriChannel> {
    const query = { ...rest, priority: 1, timeout: timeoutS };
    return this.http.json('POST', at(id), { query, body: { variables: variables ?? {} } });
  }

  answer(id: string): Promise<void> {
    return this.http.json('POST', `${at(id)}/answer`);
  }

  /** @param cause Q.850: 16 normal, 17 busy, 21 refused, 26 answered elsewhere, 34 congestion */
  hangUp(id: string, cause = 16): Promise<void> {
    return this.http.json('DELETE', at(id), { query: { reason_code: cause } });
  }

  /** Tells the caller that it rings; not yet answered. */
  ring(id: string): Promise<void> {
    return this.http.json('POST', `${at(id)}/ring`);
  }

  stopRinging(id: string): Promise<void> {
    return this.http.json('DELETE', `${at(id)}/ring`);
  }

  progress(id: string): Promise<void> {
    return this.http.json('POST', `${at(id)}/progress`);
  }

  startMusic(id: string, mohClass = 'default'): Promise<void> {
    return this.http.json('POST', `${at(id)}/moh`, { query: { mohClass } });
  }

  stopMusic(id: string): Promise<void> {
    return this.http.json('DELETE', `${at(id)}/moh`);
  }

  mute(id: string, direction: 'in' | 'out' | 'both'): Promise<void> {
    return this.http.json('POST', `${at(id)}/mute`, { query: { direction } });
  }

  unmute(id: string, direction: 'in' | 'out' | 'both'): Promise<void> {
    return this.http.json('DELETE', `${at(id)}/mute`, { query: { direction } });
  }

  sendDtmf(id: string, dtmf: string): Promise<void> {
    return this.http.json('POST', `${at(id)}/dtmf`, { query: { dtmf } });
  }

  /** @param media `sound:<path without extension>`, `tone:…`, `recording:<name>`; several, parted by commas, one after the other */
  play(id: string, playbackId: string, media: string): Promise<AriPlayback> {
    return this.http.json('POST', `${at(id)}/play/${encodeURIComponent(playbackId)}`, { query: { media } });
  }

  /** Into `<engine.paths.voicemail>/<name>.<format>`. */
  record(
    id: string,
    { name, format, maxDurationS, maxSilenceS, beep, terminateOn }: RecordingOrder,
  ): Promise<AriRecording> {
    const query = {
      name,
      format,
      maxDurationSeconds: maxDurationS,
      maxSilenceSeconds: maxSilenceS,
      ifExists: 'fail',
      beep,
      terminateOn,
    };
    return this.http.json('POST', `${at(id)}/record`, { query });
  }

  /** Listens to a leg, and speaks into it where `whisper` says so. The snoop channel enters the application with the given words. */
  snoop(
    id: string,
    snoopId: string,
    what: {
      spy: 'none' | 'in' | 'out' | 'both';
      whisper: 'none' | 'in' | 'out' | 'both';
      app: string;
      appArgs: string;
    },
  ): Promise<AriChannel> {
    return this.http.json('POST', `${at(id)}/snoop/${encodeURIComponent(snoopId)}`, { query: what });
  }

  async variable(id: string, variable: string): Promise<string> {
    const { value } = await this.http.json<{ value: string }>('GET', `${at(id)}/variable`, { query: { variable } });
    return value;
  }

  setVariable(id: string, variable: string, value: string): Promise<void> {
    return this.http.json('POST', `${at(id)}/variable`, { query: { variable, value } });
  }

  /** Lets go of a channel: it goes on in the dialplan, by default where it came from. */
  continueInDialplan(
    id: string,
    where: { context?: string; extension?: string; priority?: number } = {},
  ): Promise<void> {
    return this.http.json('POST', `${at(id)}/continue`, { query: where });
  }

  /** How a transfer that the device asked for goes: the device is told by NOTIFY (RFC 3515). */
  transferProgress(
    id: string,
    states: 'channel_progress' | 'channel_answered' | 'channel_unavailable' | 'channel_declined',
  ): Promise<void> {
    return this.http.json('POST', `${at(id)}/transfer_progress`, { query: { states } });
  }

  rtpStatistics(id: string): Promise<Record<string, unknown>> {
    return this.http.json('GET', `${at(id)}/rtp_statistics`);
  }
}
