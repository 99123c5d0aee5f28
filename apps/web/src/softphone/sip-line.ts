import { Registerer, RegistererState, UserAgent, type Core, type Invitation } from 'sip.js';
import { purposeOf } from './expected.js';
import { legMediaFactory } from './leg-media.js';
import { SipLeg } from './sip-leg.js';

/** What `POST /softphone` gives: for this session, kept in memory only. */
export interface LineCredentials {
  readonly user: string;
  readonly password: string;
  readonly domain: string;
  readonly iceServers: RTCIceServer[];
}

/** The engine did not take us. */
export class LineRefused extends Error {
  /** @param status of the SIP response, RFC 3261, 21 */
  constructor(readonly status: number) {
    super(`line refused: ${status}`);
  }

  /** Other credentials are needed: these were withdrawn, or the engine has forgotten them. */
  get isForgotten(): boolean {
    return this.status === 401 || this.status === 403 || this.status === 404;
  }
}

interface LineEvents {
  onLost: () => void;
  onInvitation: (leg: SipLeg) => void;
  onLegChange: (leg: SipLeg) => void;
}

const registeredForS = 120;
/** Renewed after that share of it, in per cent: two tries are left before the engine forgets us. */
const renewedAfter = 50;
/** The engine decides how long it rings; this is only longer than any of its times. */
const noAnswerAfterS = 600;

/** Our place at the engine: a registered user agent (RFC 3261, RFC 7118) that is only ever called, for calls are made by the server. */
export class SipLine {
  private readonly agent: UserAgent;
  private readonly registerer: Registerer;
  private up = false;
  private closed = false;

  constructor(
    { user, password, domain, iceServers }: LineCredentials,
    private readonly events: LineEvents,
  ) {
    const uri = UserAgent.makeURI(`sip:${user}@${domain}`);
    if (uri === undefined) throw new LineRefused(400);
    this.agent = new UserAgent({
      uri,
      authorizationUsername: user,
      authorizationPassword: password,
      userAgentString: 'Keepline softphone',
      logBuiltinEnabled: false,
      noAnswerTimeout: noAnswerAfterS,
      transportOptions: { server: `${window.location.origin.replace(/^http/, 'ws')}/api/v1/sip`, traceSip: false },
      sessionDescriptionHandlerFactory: legMediaFactory(iceServers),
      delegate: {
        onInvite: (invitation) => this.invited(invitation),
        onDisconnect: () => this.lost(),
      },
    });
    this.registerer = new Registerer(this.agent, { expires: registeredForS, refreshFrequency: renewedAfter });
    this.registerer.stateChange.addListener((state) => {
      if (state === RegistererState.Unregistered) this.lost();
    });
  }

  /**
   * Connects and registers, at first or again; calls that are on go on.
   * @throws LineRefused by the engine, Error when it cannot be reached
   */
  async connect(): Promise<void> {
    await (this.agent.isConnected() ? Promise.resolve() : this.agent.start().then(() => this.agent.reconnect()));
    await new Promise<void>((resolve, reject) => {
      const requestDelegate = {
        onAccept: () => resolve(),
        onReject: ({ message }: Core.IncomingResponse) => reject(new LineRefused(message.statusCode ?? 500)),
      };
      this.registerer.register({ requestDelegate }).catch(reject);
    });
    this.up = true;
  }

  /** Hangs up, unregisters and closes. */
  async close(): Promise<void> {
    this.closed = true;
    this.up = false;
    await this.agent.stop().catch(() => undefined);
  }

  private invited(invitation: Invitation): void {
    const { purpose, callId } = purposeOf((name) => invitation.request.getHeader(name));
    this.events.onInvitation(new SipLeg(invitation, purpose, callId, this.events.onLegChange));
  }

  private lost(): void {
    if (!this.up || this.closed) return;
    this.up = false;
    this.events.onLost();
  }
}
