import { SessionState, type Core, type Invitation, type Web } from 'sip.js';
import type { Purpose } from './expected.js';
import { mediaOf, speakWith, telephoneCodecs } from './leg-media.js';
import { MicrophoneAway, openMicrophone, silence } from './microphone.js';
import { onSoundChoice, soundChoice } from './sound-choice.js';
import { legMoves, moved, type LegState } from './states.js';

/** RFC 3261, 21.4.24 and 21.6.2. */
const busyHere = 486;
const decline = 603;
/** RFC 3261, 21.4.9 and 21.4.19: the engine knows nothing of the call any more. */
const timedOut = 408;
const callGone = 481;

/**
 * Said with the BYE of a page that goes away (RFC 3326; Q.850: a temporary failure): perhaps it is only loaded anew. The client hears music, and
 * the page is rung again when it is back.
 */
const goingAway = 'Reason: Q.850;cause=41;text="page is going away"';

/** One call on the line of this browser: its sound in both directions, and nothing of what the call is about. */
export class SipLeg {
  private state_: LegState = 'ringing';
  private muted_ = false;
  private readonly player = new Audio();
  private readonly forgetChoice: () => void;

  constructor(
    private readonly invitation: Invitation,
    readonly purpose: Purpose,
    readonly callId: string | null,
    private readonly onChange: (leg: SipLeg) => void,
  ) {
    this.player.autoplay = true;
    this.forgetChoice = onSoundChoice(() => void this.useChosenSound());
    invitation.sessionDescriptionHandlerModifiersReInvite = [telephoneCodecs];
    invitation.stateChange.addListener((state) => {
      if (state === SessionState.Established) this.connected();
      if (state === SessionState.Terminated) this.ended();
    });
  }

  get id(): string {
    return this.invitation.id;
  }
  get state(): LegState {
    return this.state_;
  }
  get muted(): boolean {
    return this.muted_;
  }
  /** What the engine tells a device of the other side: a name, or a masked number. */
  get shownName(): string {
    return this.invitation.remoteIdentity.displayName;
  }

  /**
   * @param silent a manager who only listens: no microphone is needed, and none is heard
   * @throws MicrophoneAway, and it rings on
   */
  async answer(silent = false): Promise<void> {
    if (this.state_ !== 'ringing') return;
    this.become('answering');
    this.muted_ = silent;
    try {
      const stream = await openMicrophone().catch((error: unknown) => {
        if (silent) return null;
        throw error;
      });
      // Declined or hung up while the browser asked for the microphone.
      if (this.over) return stream === null ? undefined : silence(stream);
      if (stream !== null) speakWith(this.invitation, stream);
      await this.invitation.accept({ sessionDescriptionHandlerModifiers: [telephoneCodecs] });
    } catch (error) {
      if (error instanceof MicrophoneAway && !this.over) this.become('ringing');
      else this.hangUp();
      throw error;
    }
  }

  decline(): void {
    if (this.invitation.state === SessionState.Initial) void this.invitation.reject({ statusCode: decline });
  }

  hangUp(): void {
    switch (this.invitation.state) {
      case SessionState.Initial:
      case SessionState.Establishing:
        void this.invitation.reject({ statusCode: busyHere }).catch(() => undefined);
        return;
      case SessionState.Established:
        void this.invitation.bye().catch(() => undefined);
        return;
      case SessionState.Terminating:
      case SessionState.Terminated:
        return;
    }
  }

  /**
   * After the line was down: tells the engine where we are now (RFC 3261, 12.2: a target refresh, without which its BYE goes to the old
   * connection), and finds the way for the sound anew, for the network may be another one.
   */
  renew(): void {
    if (this.invitation.state !== SessionState.Established) return;
    const onReject = ({ message }: Core.IncomingResponse) => {
      if (message.statusCode === callGone || message.statusCode === timedOut) this.hangUp();
    };
    const sessionDescriptionHandlerOptions: Web.SessionDescriptionHandlerOptions = {
      offerOptions: { iceRestart: true },
    };
    void this.invitation
      .invite({ requestDelegate: { onReject }, sessionDescriptionHandlerOptions })
      .catch(() => undefined);
  }

  /** The page is going away, with everything in it. A BYE that is written now still gets out. */
  leavePage(): void {
    if (this.invitation.state !== SessionState.Established) return this.hangUp();
    void this.invitation.bye({ requestOptions: { extraHeaders: [goingAway] } }).catch(() => undefined);
  }

  mute(muted: boolean): void {
    this.muted_ = muted;
    this.applyMute();
    this.onChange(this);
  }

  private get over(): boolean {
    return this.state_ === 'ended';
  }

  private connected(): void {
    const media = mediaOf(this.invitation);
    if (media !== undefined) {
      this.player.srcObject = media.remoteMediaStream;
      void this.player.play().catch(() => undefined);
    }
    this.applyMute();
    void this.useLoudspeaker();
    this.become('talking');
  }

  private ended(): void {
    this.forgetChoice();
    this.player.srcObject = null;
    this.become('ended');
  }

  private applyMute(): void {
    for (const track of mediaOf(this.invitation)?.localMediaStream.getAudioTracks() ?? []) track.enabled = !this.muted_;
  }

  /** Another microphone or loudspeaker was chosen in mid-call. */
  private async useChosenSound(): Promise<void> {
    if (this.state_ !== 'talking') return;
    await this.useLoudspeaker();
    const stream = await openMicrophone().catch(() => null);
    if (stream === null) return;
    await mediaOf(this.invitation)?.speakInto(stream);
    this.applyMute();
  }

  private async useLoudspeaker(): Promise<void> {
    // Safari and Firefox before 116 have the system's own loudspeaker only.
    if ('setSinkId' in this.player) await this.player.setSinkId(soundChoice().loudspeaker).catch(() => undefined);
  }

  private become(state: LegState): void {
    if (this.over) return;
    this.state_ = moved(legMoves, this.state_, state);
    this.onChange(this);
  }
}
