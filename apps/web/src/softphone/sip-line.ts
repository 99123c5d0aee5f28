import {
  Registerer,
  RegistererState,
  RequestPendingError,
  UserAgent,
  type Core,
  type Invitation,
  type RegistererRegisterOptions,
} from 'sip.js';
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
  private registerer: Registerer;
  private downWhileConnecting: (() => void) | null = null;
  private readonly legs = new Set<SipLeg>();
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
    this.registerer = this.newRegisterer();
  }

  /**
   * Connects and registers, at first or again; calls that are on go on.
   * @throws LineRefused by the engine, Error when it cannot be reached
   */
  async connect(): Promise<void> {
    if (!this.agent.isConnected()) {
      await this.agent.start();
      await this.agent.reconnect();
    }
    await new Promise<void>((resolve, reject) => {
      this.downWhileConnecting = () => reject(new Error('the line went down'));
      const requestDelegate = {
        onAccept: () => resolve(),
        onReject: ({ message }: Core.IncomingResponse) => reject(new LineRefused(message.statusCode ?? 500)),
      };
      this.register({ requestDelegate }).catch(reject);
    }).finally(() => (this.downWhileConnecting = null));
    this.up = true;
    for (const leg of this.legs) leg.renew();
  }

  /** Hangs up, unregisters and closes. */
  async close(): Promise<void> {
    this.closed = true;
    this.up = false;
    await this.agent.stop().catch(() => undefined);
  }

  private invited(invitation: Invitation): void {
    const { purpose, callId } = purposeOf((name) => invitation.request.getHeader(name));
    const leg = new SipLeg(invitation, purpose, callId, (changed) => {
      if (changed.state === 'ended') this.legs.delete(changed);
      this.events.onLegChange(changed);
    });
    this.legs.add(leg);
    this.events.onInvitation(leg);
  }

  private async register(options: RegistererRegisterOptions): Promise<void> {
    try {
      await this.registerer.register(options);
    } catch (error) {
      // Its request went down with the connection, and it takes no other until half a minute has passed.
      if (!(error instanceof RequestPendingError)) throw error;
      this.registerer = this.newRegisterer();
      await this.registerer.register(options);
    }
  }

  private newRegisterer(): Registerer {
    const registerer = new Registerer(this.agent, { expires: registeredForS, refreshFrequency: renewedAfter });
    registerer.stateChange.addListener((state) => {
      if (state === RegistererState.Unregistered && registerer === this.registerer) this.lost();
    });
    return registerer;
  }

  private lost(): void {
    this.downWhileConnecting?.();
    if (!this.up || this.closed) return;
    this.up = false;
    this.events.onLost();
  }
}
