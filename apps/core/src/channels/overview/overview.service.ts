import { Injectable } from '@nestjs/common';
import { mailDoors, type MailDoor } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { asAppError } from '#libs/errors';
import { Bus } from '#libs/messaging';
import type { ChannelStandingView } from './overview.view.js';
import { ChannelsOverviewRepository, type EngineStanding, type StandingRow } from './overview.repository.js';

const kinds = { email: 'mailbox', whatsapp: 'whatsapp', phone: 'line' } as const;
const nothing = {
  team: null,
  lastInboundAt: null,
  lastOutboundAt: null,
  waitingOut: 0,
  waitingClients: 0,
  keptSince: null,
};

/** Every way in and out of the company in one shape, so that one look tells what is wrong. Nothing in it is a client's. */
@Injectable()
export class ChannelsOverviewService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ChannelsOverviewRepository,
    private readonly bus: Bus,
  ) {}

  async list(): Promise<ChannelStandingView[]> {
    const [{ channels, engine }, doors] = await Promise.all([
      // How much waits is counted over all cards: it says nothing of any.
      this.uow.run(async (tx) => ({
        channels: await this.repository.channels(tx),
        engine: await this.repository.engine(tx),
      })),
      this.doors(),
    ]);
    return [...channels.map(channelView), ...engineView(engine), ...doors.map(doorView)];
  }

  /** A mail role that does not answer is a closed door: whoever looks sees it instead of nothing at all. */
  private async doors(): Promise<MailDoor[]> {
    try {
      return (await this.bus.ask(mailDoors, {})).doors;
    } catch (error) {
      const { code } = asAppError(error);
      return [{ door: 'receiver', host: '', port: null, code, lastAt: null }];
    }
  }
}

/** As mailboxes and lines say it, and as WhatsApp numbers do. */
const works: ReadonlySet<string> = new Set(['online', 'ready']);

function channelView(row: StandingRow): ChannelStandingView {
  const { id, medium, name, address, team, enabled, state, code, waitingOut, waitingClients } = row;
  return {
    id,
    ...{ kind: kinds[medium], name, address, team, waitingOut, waitingClients },
    light: !enabled ? 'off' : code !== null ? 'bad' : works.has(state) ? 'good' : 'working',
    code: enabled ? code : null,
    since: sinceOf(row),
    lastInboundAt: row.lastInboundAt?.toISOString() ?? null,
    lastOutboundAt: row.lastOutboundAt?.toISOString() ?? null,
    keptSince: row.createdAt.toISOString(),
    outages: row.outages.map((outage) => ({
      beganAt: new Date(outage.beganAt).toISOString(),
      endedAt: outage.endedAt === null ? null : new Date(outage.endedAt).toISOString(),
      code: outage.code,
    })),
  };
}

/** What does not work has not worked since its outage began, whatever was said of it meanwhile. */
function sinceOf({ code, stateAt, outages }: StandingRow): string {
  const open = code === null ? undefined : outages.find(({ endedAt }) => endedAt === null);
  return new Date(open?.beganAt ?? stateAt).toISOString();
}

/** Of an engine that nobody needs nothing is said. */
function engineView({ state, code, at, trunks }: EngineStanding): ChannelStandingView[] {
  if (trunks === 0 && state !== 'up' && state !== 'down') return [];
  const bad = state === 'down' || state === 'absent' || state === null;
  return [
    {
      id: 'engine',
      ...{ ...nothing, kind: 'engine', name: '', address: '', outages: [] },
      light: state === 'up' ? 'good' : bad ? 'bad' : 'working',
      code: bad ? (code ?? 'telephony.engine-missing') : null,
      since: at?.toISOString() ?? null,
    },
  ];
}

const doorView = ({ door, host, port, code, lastAt }: MailDoor): ChannelStandingView => ({
  id: door,
  ...{ ...nothing, kind: door, name: '', address: port === null ? host : `${host}:${port}`, outages: [] },
  light: code !== null ? 'bad' : port === null ? 'working' : 'good',
  code,
  since: null,
  lastInboundAt: lastAt,
});
