import type { AriBridge, AriEndpoint, AriPlayback, AriRecording } from './ari-events.js';
import { troubleOf, type AriHttp } from './ari-http.js';
import { EngineTrouble } from '../engine.errors.js';

const at = (kind: string, id: string) => `/${kind}/${encodeURIComponent(id)}`;

/** Where legs hear each other. */
export class AriBridges {
  constructor(private readonly http: AriHttp) {}

  list(): Promise<AriBridge[]> {
    return this.http.json('GET', '/bridges');
  }

  get(id: string): Promise<AriBridge> {
    return this.http.json('GET', at('bridges', id));
  }

  /** @param type `mixing`, or with `dtmf_events` also tells keys that are pressed inside */
  create(id: string, { type = 'mixing', name = id }: { type?: string; name?: string } = {}): Promise<AriBridge> {
    return this.http.json('POST', at('bridges', id), { query: { type, name } });
  }

  /** Connected-line updates are held back: they would show one side's number to the other (P1). */
  add(id: string, channels: readonly string[], { mute = false, absorbDtmf = false } = {}): Promise<void> {
    const query = { channel: channels.join(','), mute, absorbDTMF: absorbDtmf, inhibitConnectedLineUpdates: true };
    return this.http.json('POST', `${at('bridges', id)}/addChannel`, { query });
  }

  remove(id: string, channels: readonly string[]): Promise<void> {
    return this.http.json('POST', `${at('bridges', id)}/removeChannel`, { query: { channel: channels.join(',') } });
  }

  destroy(id: string): Promise<void> {
    return this.http.json('DELETE', at('bridges', id));
  }

  startMusic(id: string, mohClass = 'default'): Promise<void> {
    return this.http.json('POST', `${at('bridges', id)}/moh`, { query: { mohClass } });
  }

  stopMusic(id: string): Promise<void> {
    return this.http.json('DELETE', `${at('bridges', id)}/moh`);
  }

  play(id: string, playbackId: string, media: string): Promise<AriPlayback> {
    const path = `${at('bridges', id)}/play/${encodeURIComponent(playbackId)}`;
    return this.http.json('POST', path, { query: { media } });
  }
}

export class AriPlaybacks {
  constructor(private readonly http: AriHttp) {}

  stop(id: string): Promise<void> {
    return this.http.json('DELETE', at('playbacks', id));
  }
}

/** Recordings that ARI made (voicemail); calls are recorded by the dialplan's MixMonitor instead. */
export class AriRecordings {
  constructor(private readonly http: AriHttp) {}

  live(name: string): Promise<AriRecording> {
    return this.http.json('GET', at('recordings/live', name));
  }

  /** Ends it and keeps what was said. */
  stop(name: string): Promise<void> {
    return this.http.json('POST', `${at('recordings/live', name)}/stop`);
  }

  /** Ends it and throws it away. */
  discard(name: string): Promise<void> {
    return this.http.json('DELETE', at('recordings/live', name));
  }

  stored(): Promise<{ name: string; format: string }[]> {
    return this.http.json('GET', '/recordings/stored');
  }

  forget(name: string): Promise<void> {
    return this.http.json('DELETE', at('recordings/stored', name));
  }
}

export class AriEndpoints {
  constructor(private readonly http: AriHttp) {}

  async list(): Promise<AriEndpoint[]> {
    try {
      return await this.http.json<AriEndpoint[]>('GET', '/endpoints/PJSIP');
    } catch (error) {
      // An engine that was told of none yet answers 404, as it does to a technology that it does not know.
      if (error instanceof EngineTrouble && error.code === 'telephony.endpoint-unknown') return [];
      throw error;
    }
  }

  /** @throws EngineTrouble `telephony.endpoint-unknown` */
  get(name: string): Promise<AriEndpoint> {
    return this.http.json('GET', at('endpoints/PJSIP', name));
  }
}

export interface EngineInfo {
  system?: { version: string; entity_id: string };
  status?: { startup_time: string; last_reload_time: string };
}

export type EngineObjectType = 'auth' | 'aor' | 'endpoint' | 'registration' | 'identify' | 'acl' | 'contact';

/** The sorcery that holds all of them, also those whose wizards other modules name (`identify`, `registration`). */
const objectClass = 'res_pjsip';

/** The engine as a whole, and the configuration objects that are pushed into it at run time (sorcery's `memory` wizard). */
export class AriSystem {
  constructor(private readonly http: AriHttp) {}

  async ping(withinMs: number): Promise<void> {
    await this.http.json('GET', '/asterisk/ping', { withinMs });
  }

  info(): Promise<EngineInfo> {
    return this.http.json('GET', '/asterisk/info');
  }

  modules(): Promise<{ name: string; status: string }[]> {
    return this.http.json('GET', '/asterisk/modules');
  }

  /** Makes or changes the object; fields that are left out of a change keep what they were. A list gives a field several times. */
  async push(
    type: EngineObjectType,
    id: string,
    fields: Readonly<Record<string, string | number | readonly string[]>>,
  ): Promise<void> {
    const tuples = Object.entries(fields).flatMap(([attribute, value]) =>
      (Array.isArray(value) ? (value as readonly string[]) : [String(value)]).map((one) => ({ attribute, value: one })),
    );
    const text = await this.http.answer('PUT', `/ari${objectAt(type, id)}`, {
      body: { fields: tuples },
      withinMs: 15_000,
    });
    // Asterisk makes an acl object, cannot describe it in its answer, and calls that a failure of its own.
    if (text.status === 500 && type === 'acl') return;
    if (text.status >= 300) throw troubleOf(text.status, objectAt(type, id), text.text);
  }

  /** @throws EngineTrouble `telephony.engine-refused` when there is none */
  remove(type: EngineObjectType, id: string): Promise<void> {
    return this.http.json('DELETE', objectAt(type, id), { withinMs: 15_000 });
  }

  async object(type: EngineObjectType, id: string): Promise<Record<string, string>> {
    const tuples = await this.http.json<{ attribute: string; value: string }[]>('GET', objectAt(type, id));
    return Object.fromEntries(tuples.map(({ attribute, value }) => [attribute, value]));
  }

  async global(variable: string): Promise<string> {
    const { value } = await this.http.json<{ value: string }>('GET', '/asterisk/variable', { query: { variable } });
    return value;
  }

  reload(module: string): Promise<void> {
    return this.http.json('PUT', `/asterisk/modules/${module}`, { withinMs: 15_000 });
  }

  /** Its own log files are closed and begun anew. */
  rotateLog(name: string): Promise<void> {
    return this.http.json('PUT', `/asterisk/logging/${encodeURIComponent(name)}/rotate`);
  }
}

const objectAt = (type: EngineObjectType, id: string) =>
  `/asterisk/config/dynamic/${objectClass}/${type}/${encodeURIComponent(id)}`;
