import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, ContactPointId, ConversationId, WhatsappId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { WhatsappChannelSettings } from '../../../whatsapp/whatsapp-policy.js';

/** A corporate number. */
export interface OwnWhatsapp {
  readonly id: ChannelId;
  readonly name: string;
  /** E.164. */
  readonly address: string;
  readonly enabled: boolean;
  readonly state: string;
  readonly settings: WhatsappChannelSettings;
  /** The card's own team has it. */
  readonly ofTeam: boolean;
}

/** A chat of the card with one of our numbers. */
export interface KnownChat {
  readonly id: ConversationId;
  readonly channelId: ChannelId;
  readonly chatId: WhatsappId;
}

export interface WhatsappContact {
  readonly id: ContactPointId;
  /** Digits, or an id of WhatsApp's own. */
  readonly chatId: WhatsappId;
}

/** By which number, in which chat and under which ids a card is reached. */
@Injectable()
export class WhatsappReachRepository {
  numbers(tx: Tx, clientId: ClientId): Promise<OwnWhatsapp[]> {
    return tx.query<OwnWhatsapp>(
      `select id, name, address, enabled, state, settings,
         coalesce(team_id = (select team_id from client where id = $1), false) as "ofTeam"
       from channel where medium = 'whatsapp' and not unsaved order by created_at, id`,
      [clientId],
    );
  }

  /** With the client alone, that with the newest word first: what is said in a group is for others too, and must be meant so. */
  chats(tx: Tx, clientId: ClientId): Promise<KnownChat[]> {
    return tx.query<KnownChat>(
      `select id, channel_id as "channelId", counterpart as "chatId" from conversation
       where client_id = $1 and medium = 'whatsapp' and counterpart not like '%@g.us' and merged_into is null
       order by last_at desc, id desc limit 50`,
      [clientId],
    );
  }

  /** A group too. The chat that goes on where this one ended, which is itself as a rule; null where it is not of this card. */
  async chat(tx: Tx, clientId: ClientId, id: string): Promise<KnownChat | null> {
    const [row] = await tx.query<KnownChat>(
      `select id, channel_id as "channelId", counterpart as "chatId" from conversation
       where id = goes_on_as($1) and client_id = $2 and medium = 'whatsapp' and counterpart is not null`,
      [id, clientId],
    );
    return row ?? null;
  }

  /** WhatsApp's ids before telephone numbers: of those it is known that somebody answers there. */
  contacts(tx: Tx, clientId: ClientId): Promise<WhatsappContact[]> {
    return tx.query<WhatsappContact>(
      `select id, ltrim(value, '+') as "chatId" from contact_point where client_id = $1 and kind in ('whatsapp', 'phone')
       order by kind desc, created_at, id`,
      [clientId],
    );
  }

  /** For each of the ids all that are known to be the same person's, itself among them. */
  async aliases(tx: Tx, ids: readonly WhatsappId[]): Promise<(id: WhatsappId) => ReadonlySet<string>> {
    const rows =
      ids.length === 0
        ? []
        : await tx.query<{ id: string; alias: string }>(`select id, alias from whatsapp_aliases($1::text[])`, [ids]);
    return (id) => new Set([id, ...rows.filter((row) => row.id === id).map((row) => row.alias)]);
  }

  /** When the client wrote last to this number; null: never. */
  async lastInbound(tx: Tx, channelId: ChannelId, ids: ReadonlySet<string>): Promise<Date | null> {
    const [at] = await this.lastInbounds(tx, [{ channelId, ids }]);
    return at ?? null;
  }

  /** The same of several numbers, in their order; one statement. */
  async lastInbounds(
    tx: Tx,
    wanted: readonly { channelId: ChannelId; ids: ReadonlySet<string> }[],
  ): Promise<(Date | null)[]> {
    const pairs = wanted.flatMap(({ channelId, ids }) => [...ids].map((id) => ({ channelId, id })));
    const rows = await tx.query<{ channelId: ChannelId; at: Date }>(
      `select channel_id as "channelId", max(last_inbound_at) as at from whatsapp_windows($1::uuid[], $2::text[]) group by channel_id`,
      [pairs.map((pair) => pair.channelId), pairs.map((pair) => pair.id)],
    );
    return wanted.map(({ channelId }) => rows.find((row) => row.channelId === channelId)?.at ?? null);
  }
}
