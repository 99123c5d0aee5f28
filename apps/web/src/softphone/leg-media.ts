import { Web, type Session } from 'sip.js';
import { preferTelephoneCodecs } from './sdp.js';

/** What each leg speaks with: opened before its answer is made, so that a refused microphone leaves the call ringing. */
const speaking = new WeakMap<Session, MediaStream>();

export const speakWith = (session: Session, stream: MediaStream): unknown => speaking.set(session, stream);

/** sip.js' own handling of sound, with another microphone in mid-call. */
export class LegMedia extends Web.SessionDescriptionHandler {
  /** Replaces what is spoken with; the old microphone is let go. */
  speakInto(stream: MediaStream): Promise<void> {
    return this.setLocalMediaStream(stream);
  }
}

export const mediaOf = (session: Session): LegMedia | undefined =>
  session.sessionDescriptionHandler instanceof LegMedia ? session.sessionDescriptionHandler : undefined;

/** All candidates of a host are there in a moment; without a STUN server nothing else is worth waiting for. */
const iceGatheringTimeout = 1_000;

export const legMediaFactory =
  (iceServers: RTCIceServer[]) =>
  (session: Session): LegMedia =>
    new LegMedia(
      session.userAgent.getLogger('sound'),
      () => Promise.resolve(speaking.get(session) ?? new MediaStream()),
      {
        iceGatheringTimeout,
        peerConnectionConfiguration: { iceServers, bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' },
      },
    );

/** Of the engine's offers; our answers follow their order. */
export const telephoneCodecs = (description: RTCSessionDescriptionInit): Promise<RTCSessionDescriptionInit> =>
  Promise.resolve(
    description.type === 'offer' && description.sdp !== undefined
      ? { type: 'offer', sdp: preferTelephoneCodecs(description.sdp) }
      : description,
  );
