import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { waveHead } from '../src/recordings/wave-file.js';
import { AriPeer } from './ari-peer.js';

export interface WorldChannel {
  id: string;
  name: string;
  state: 'Ring' | 'Ringing' | 'Up';
  /** Where it is in the dialplan. */
  app: string;
  /** Of a leg that was originated. */
  endpoint: string;
  extension: string;
  callerId: string;
  variables: Record<string, string>;
}

/**
 * The engine as far as calls see it: channels and bridges that do what they are told at once, and events about it. What people do with their
 * telephones is for the test to say. Sound is a file that the test writes.
 */
export class EngineWorld {
  readonly peer = new AriPeer();
  readonly channels = new Map<string, WorldChannel>();
  readonly bridges = new Map<string, Set<string>>();
  /** What was asked, in order: `POST /channels/x/answer`; of hang-ups with the cause. */
  readonly asked: string[] = [];
  /** Answered with this status instead. */
  readonly broken = new Map<string, number>();
  /** Prompts go on until the test ends them. */
  promptsLast = false;
  readonly playing: string[] = [];
  /** Messages that are being recorded, by name. */
  readonly messages: string[] = [];
  /** Legs of which no sound comes any more. */
  readonly silent = new Set<string>();
  private counted = 0;

  constructor() {
    this.peer.handler = (request, response, url) => void this.handle(request, response, url);
  }

  listen = () => this.peer.listen();
  close = () => this.peer.close();

  // What people do ----------------------------------------------------------------------------------------------------

  /** A client calls in. @returns the engine's id of the leg */
  clientCalls(trunkId: string, called: string, calling: string): string {
    const id = `keepline-${1_795_000_000 + ++this.counted}.${this.counted}`;
    const args = ['trunk', called, calling];
    this.enter(id, `trunk-${trunkId}`, 'Ring', args);
    return id;
  }

  deviceCalls(user: string, dialled: string): string {
    const id = `keepline-${1_795_000_000 + ++this.counted}.${this.counted}`;
    this.enter(id, user, 'Ring', ['device', dialled]);
    return id;
  }

  /** Somebody takes a leg that we rang. */
  answer(id: string): void {
    const channel = this.get(id);
    channel.state = 'Up';
    channel.app = 'dialled';
    this.tell({ type: 'StasisStart', args: ['dialled'], channel: this.view(channel) });
  }

  /** A leg ends by itself. @param cause Q.850 */
  hangUp(id: string, cause = 16): void {
    const channel = this.channels.get(id);
    if (!channel) return;
    this.channels.delete(id);
    for (const inIt of this.bridges.values()) inIt.delete(id);
    if (channel.app !== '') this.tell({ type: 'StasisEnd', channel: this.view(channel) });
    this.tell({ type: 'ChannelDestroyed', channel: this.view(channel), cause, cause_txt: '' });
  }

  hold = (id: string) => this.tell({ type: 'ChannelHold', channel: this.view(this.get(id)) });
  unhold = (id: string) => this.tell({ type: 'ChannelUnhold', channel: this.view(this.get(id)) });

  /** A device asks for a transfer: blind to what it names, or to its second call. */
  refer(id: string, to: { destination: string } | { second: string }): void {
    const channel = this.view(this.get(id));
    const refer_to =
      'second' in to
        ? { requested_destination: {}, destination_channel: this.view(this.get(to.second)) }
        : { requested_destination: { destination: to.destination } };
    this.tell({ type: 'ChannelTransfer', refer_to, referred_by: { source_channel: channel } });
  }

  endPrompt(): void {
    const id = this.playing.shift();
    if (id !== undefined)
      this.tell({ type: 'PlaybackFinished', playback: { id, media_uri: '', target_uri: '', state: 'done' } });
  }

  endMessage(name: string): void {
    this.tell({ type: 'RecordingFinished', recording: { name, format: 'wav', target_uri: '', state: 'done' } });
  }

  /** Of those who ring now: by the endpoint that was rung. */
  ringing(): WorldChannel[] {
    return [...this.channels.values()].filter(({ state }) => state === 'Ringing');
  }

  ringingAt(endpoint: string): WorldChannel {
    const found = this.ringing().find((channel) => channel.endpoint === endpoint);
    if (!found)
      throw new Error(
        `${endpoint} does not ring: ${this.ringing()
          .map((one) => one.endpoint)
          .join(', ')}`,
      );
    return found;
  }

  /** Those who hear each other with this leg. */
  withIn(id: string): string[] {
    const bridge = [...this.bridges.values()].find((inIt) => inIt.has(id));
    return [...(bridge ?? [])].sort();
  }

  // What it is asked --------------------------------------------------------------------------------------------------

  private enter(id: string, endpoint: string, state: 'Ring', args: string[]): void {
    const name = `PJSIP/${endpoint}-${String(this.counted).padStart(8, '0')}`;
    const channel = { id, name, state, app: args.join(','), endpoint, extension: '', callerId: '', variables: {} };
    this.channels.set(id, channel);
    this.tell({ type: 'StasisStart', args, channel: this.view(channel) });
  }

  private async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (url.pathname === '/rawman') return this.manage(response, url.searchParams);
    const text = Buffer.concat(parts).toString();
    const body = text === '' ? {} : (JSON.parse(text) as { variables?: Record<string, string> });
    const path = decodeURIComponent(url.pathname.replace(/^\/ari/, ''));
    const query = Object.fromEntries(url.searchParams);
    const asked = `${request.method} ${path}`;
    this.asked.push(query['reason_code'] === undefined ? asked : `${asked} ${query['reason_code']}`);
    const broken = [...this.broken].find(([what]) => asked.includes(what))?.[1];
    const answer = broken ?? this.perform(request.method ?? '', path.split('/').slice(1), query, body.variables ?? {});
    const status = typeof answer === 'number' ? answer : 200;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof answer === 'number' ? '' : JSON.stringify(answer));
  }

  /** The manager interface: it pauses recorders. */
  private manage(response: ServerResponse, query: URLSearchParams): void {
    if (query.get('action') === 'MixMonitorMute')
      this.asked.push(`MixMonitorMute ${query.get('channel')} ${query.get('state')}`);
    response.setHeader('set-cookie', 'mansession_id="1a"; Version=1');
    response.end('Response: Success\r\n\r\n');
  }

  /** @returns an HTTP status, or what is answered */
  private perform(
    method: string,
    [kind, id = '', what = '', extra = '']: string[],
    query: Record<string, string>,
    variables: Record<string, string>,
  ): number | object {
    if (kind === 'bridges') return this.performBridge(method, id, what, query);
    if (kind === 'recordings') return 404;
    if (kind !== 'channels') return 200;
    if (id === '') return [...this.channels.values()].map((channel) => this.view(channel));
    if (method === 'POST' && what === '') return this.originate(id, query, variables);
    const channel = this.channels.get(id);
    if (!channel) return 404;
    if (method === 'DELETE' && what === '') setImmediate(() => this.hangUp(id, Number(query['reason_code'])));
    if (what === 'rtp_statistics') return { rxcount: this.silent.has(id) ? 500 : ++this.counted };
    if (what === 'answer') channel.state = 'Up';
    if (what === 'play') this.played(extra);
    if (what === 'record') this.messages.push(query['name'] ?? '');
    if (what === 'snoop') {
      const ear = { ...channel, id: extra, name: `Snoop/${id}-${extra}`, endpoint: '', state: 'Up' as const };
      this.channels.set(extra, ear);
      setImmediate(() => this.tell({ type: 'StasisStart', args: ['snoop'], channel: this.view(ear) }));
      return this.view(ear);
    }
    return 204;
  }

  private performBridge(method: string, id: string, what: string, query: Record<string, string>): number | object {
    const channels = (query['channel'] ?? '').split(',');
    if (id === '') return [...this.bridges].map(([one, inIt]) => ({ id: one, channels: [...inIt] }));
    if (method === 'POST' && what === '') this.bridges.set(id, new Set());
    const bridge = this.bridges.get(id);
    if (!bridge) return 404;
    if (method === 'DELETE' && what === '') this.bridges.delete(id);
    if (what === 'addChannel') {
      if (channels.some((one) => !this.channels.has(one))) return 404;
      for (const one of channels) {
        for (const other of this.bridges.values()) other.delete(one);
        bridge.add(one);
      }
    }
    if (what === 'removeChannel') for (const one of channels) bridge.delete(one);
    return { id, channels: [...bridge] };
  }

  private originate(id: string, query: Record<string, string>, variables: Record<string, string>): object {
    const endpoint = (query['endpoint'] ?? '').replace('PJSIP/', '');
    const channel: WorldChannel = {
      ...{ id, state: 'Ringing', app: '', endpoint, variables },
      name: `PJSIP/${endpoint.split('@').at(-1)}-${String(++this.counted).padStart(8, '0')}`,
      extension: query['extension'] ?? '',
      callerId: query['callerId'] ?? '',
    };
    this.channels.set(id, channel);
    return this.view(channel);
  }

  private played(id: string): void {
    this.playing.push(id);
    if (!this.promptsLast) setImmediate(() => this.endPrompt());
  }

  private get(id: string): WorldChannel {
    const channel = this.channels.get(id);
    if (!channel) throw new Error(`there is no leg ${id}`);
    return channel;
  }

  private view({ id, name, state, app }: WorldChannel): object {
    const dialplan = { context: '', exten: '', priority: 1, app_name: 'Stasis', app_data: `keepline,${app}` };
    const nobody = { name: '', number: '' };
    return { id, name, state, protocol_id: '', caller: nobody, connected: nobody, dialplan, language: 'en' };
  }

  private tell(event: object): void {
    this.peer.tell({ application: 'keepline', timestamp: new Date().toISOString(), ...event });
  }
}

/** What the engine would have recorded of a leg: two seconds of a voice on each side. */
export async function writeSound(folder: string, ...names: string[]): Promise<void> {
  const samples = Int16Array.from({ length: 16_000 }, (_, i) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * 500 * i) / 8_000)),
  );
  for (const name of names)
    await writeFile(
      join(folder, `${name}.wav`),
      Buffer.concat([waveHead(8_000, 1, 32_000), Buffer.from(samples.buffer)]),
    );
}
