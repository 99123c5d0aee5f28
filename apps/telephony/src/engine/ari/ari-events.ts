/** What the Asterisk REST Interface tells, as far as we use it: rest-api/api-docs of Asterisk 20 and later. */

export type ChannelState =
  | 'Down'
  | 'Rsrvd'
  | 'OffHook'
  | 'Dialing'
  | 'Ring'
  | 'Ringing'
  | 'Up'
  | 'Busy'
  | 'Dialing Offhook'
  | 'Pre-ring'
  | 'Unknown';

/** One leg of a call at the engine. */
export interface AriChannel {
  /** The engine's UNIQUEID, or the id that we gave when we originated it. */
  id: string;
  /** `PJSIP/<endpoint>-<hex>`: see endpoints.ts. */
  name: string;
  state: ChannelState;
  /** The SIP Call-ID. */
  protocol_id: string;
  caller: { name: string; number: string };
  connected: { name: string; number: string };
  dialplan: { context: string; exten: string; priority: number; app_name: string; app_data: string };
  /** ISO 8601 with the offset as `+0000`; see {@link momentOf}. */
  creationtime: string;
  language: string;
}

export interface AriBridge {
  id: string;
  name: string;
  bridge_type: string;
  technology: string;
  /** Ids of the channels in it. */
  channels: string[];
  creationtime: string;
}

export interface AriPlayback {
  id: string;
  media_uri: string;
  /** `channel:<id>` or `bridge:<id>`. */
  target_uri: string;
  state: 'queued' | 'playing' | 'continuing' | 'done' | 'failed';
}

export interface AriRecording {
  name: string;
  format: string;
  target_uri: string;
  state: 'queued' | 'recording' | 'paused' | 'done' | 'failed' | 'canceled';
  /** Whole seconds; absent while it runs. */
  duration?: number;
  talking_duration?: number;
  silence_duration?: number;
  cause?: string;
}

export interface AriEndpoint {
  technology: string;
  resource: string;
  state?: 'unknown' | 'offline' | 'online';
  channel_ids: string[];
}

interface Told {
  application: string;
  timestamp: string;
}
interface OfChannel extends Told {
  channel: AriChannel;
}

/** Every event that we listen to, by its type. */
export interface AriEvents {
  /** `args` are what followed the name of the application in the dialplan. */
  StasisStart: OfChannel & { args: string[]; replace_channel?: AriChannel };
  StasisEnd: OfChannel;
  ChannelCreated: OfChannel;
  /** `cause` after Q.850. */
  ChannelDestroyed: OfChannel & { cause: number; cause_txt: string; tech_cause?: number };
  ChannelStateChange: OfChannel;
  ChannelHangupRequest: OfChannel & { cause?: number; soft?: boolean };
  ChannelDtmfReceived: OfChannel & { digit: string; duration_ms: number };
  ChannelHold: OfChannel & { musicclass?: string };
  ChannelUnhold: OfChannel;
  /** A device sent REFER. With `state` it is only the echo of our own `transferProgress`: nothing is wanted then. */
  ChannelTransfer: Told & {
    state?: string;
    refer_to: {
      requested_destination: { protocol_id?: string; destination?: string };
      /** The referrer's second call, when the transfer is attended. */
      destination_channel?: AriChannel;
      /** Who is at the far end of that second call. */
      connected_channel?: AriChannel;
      bridge?: AriBridge;
    };
    referred_by: { source_channel: AriChannel; connected_channel?: AriChannel; bridge?: AriBridge };
  };
  PlaybackFinished: Told & { playback: AriPlayback };
  RecordingFinished: Told & { recording: AriRecording };
  RecordingFailed: Told & { recording: AriRecording };
  BridgeDestroyed: Told & { bridge: AriBridge };
  ChannelEnteredBridge: Told & { bridge: AriBridge; channel: AriChannel };
  ChannelLeftBridge: Told & { bridge: AriBridge; channel: AriChannel };
  /** `dialstatus` is empty at first, then RINGING, PROGRESS, ANSWER, BUSY, NOANSWER, CANCEL, CONGESTION, CHANUNAVAIL. */
  Dial: Told & { peer: AriChannel; caller?: AriChannel; dialstring?: string; dialstatus: string };
  PeerStatusChange: Told & { endpoint: AriEndpoint; peer: { peer_status: string; cause?: string; address?: string } };
  ContactStatusChange: Told & {
    endpoint: AriEndpoint;
    contact_info: { uri: string; contact_status: string; aor: string; roundtrip_usec?: string };
  };
  DeviceStateChanged: Told & { device_state: { name: string; state: string } };
  /** Another program has taken our place at the engine. */
  ApplicationReplaced: Told;
}
export type AriEventType = keyof AriEvents;
export type AriEvent<T extends AriEventType = AriEventType> = AriEvents[T] & { type: T };
