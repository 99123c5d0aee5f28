import { Injectable } from '@nestjs/common';
import type { ChannelId, CopyRuleId } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** A rule as capture and answering apply it. */
export interface CopyRule {
  readonly id: CopyRuleId;
  /** null: every channel. */
  readonly channelId: ChannelId | null;
  readonly direction: 'inbound' | 'outbound' | 'both';
  /** `address` goes with the field of that name; `responsible` and `head` are found by the card. */
  readonly target: 'address' | 'responsible' | 'head';
  readonly address: string | null;
  /** true: as a visible CC on outgoing letters; false: BCC. */
  readonly visible: boolean;
  readonly enabled: boolean;
  /** It holds for letters received from here on: filling in an old mailbox must not flood the archive. */
  readonly createdAt: Date;
}

const columns = `id, channel_id as "channelId", direction, target, address, visible, enabled, created_at as "createdAt"`;

@Injectable()
export class CopyRulesRepository {
  /** The rules that hold now for letters of these channels in this direction, the oldest first: one statement for a whole batch. */
  rulesFor(tx: Tx, channelIds: readonly ChannelId[], direction: 'inbound' | 'outbound'): Promise<CopyRule[]> {
    return tx.query<CopyRule>(
      `select ${columns} from copy_rule
       where enabled and direction in ($2, 'both') and (channel_id is null or channel_id = any ($1::uuid[]))
       order by created_at, id`,
      [channelIds, direction],
    );
  }

  inForce(tx: Tx): Promise<CopyRule[]> {
    return tx.query<CopyRule>(`select ${columns} from copy_rule where enabled order by created_at, id`);
  }

  async insert(tx: Tx, rule: Omit<CopyRule, 'createdAt'>, createdBy: string): Promise<void> {
    await tx.query(
      `insert into copy_rule (id, channel_id, direction, target, address, visible, enabled, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [rule.id, rule.channelId, rule.direction, rule.target, rule.address, rule.visible, rule.enabled, createdBy],
    );
  }

  /** The row stays: deliveries name the rule that made them. @returns false when there is no such rule in force */
  async end(tx: Tx, id: CopyRuleId): Promise<boolean> {
    const rows = await tx.query(`update copy_rule set enabled = false where id = $1 and enabled returning id`, [id]);
    return rows.length > 0;
  }

  async hasChannel(tx: Tx, id: ChannelId): Promise<boolean> {
    return (await tx.query(`select from channel where id = $1 and not unsaved`, [id])).length > 0;
  }
}
