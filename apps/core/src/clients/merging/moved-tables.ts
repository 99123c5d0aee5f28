export interface MovedTable {
  readonly table: string;
  /** The column that names one row among those of its card. */
  readonly row: string;
  /** SQL: a row `t` of the card that goes which the card that stays (`$2`) has already; it is left behind, where nobody sees it. */
  readonly double?: string;
}

/**
 * Every table that says of a row on which card it lies, in the order in which they are moved. A test holds this list against the foreign
 * keys of the database. Interactions, calls, conversations, assignments and contact points are moved by hands of their own.
 */
export const movedTables: readonly MovedTable[] = [
  { table: 'task', row: 'id' },
  { table: 'alert', row: 'id' },
  { table: 'notice', row: 'id' },
  { table: 'outgoing_check', row: 'id' },
  { table: 'card_change', row: 'id' },
  { table: 'later_message', row: 'id' },
  { table: 'draft', row: 'id' },
  {
    table: 'client_tag',
    row: 'tag_id',
    double: 'select from client_tag o where o.client_id = $2 and o.tag_id = t.tag_id',
  },
  { table: 'pin', row: 'interaction_id' },
  {
    table: 'missed_text',
    row: 'call_id',
    double: 'select from missed_text o where o.client_id = $2 and o.day = t.day',
  },
  {
    table: 'after_hours_answer',
    row: 'id',
    double: 'select from after_hours_answer o where o.client_id = $2 and o.channel_id = t.channel_id and o.day = t.day',
  },
  { table: 'told_address', row: 'channel_id', double: 'select from told_address o where o.client_id = $2' },
  {
    table: 'reach_alias',
    row: 'id',
    // It stays good: whoever asks for it follows the card that goes.
    double: `select from reach_alias o where t.ended_at is null and o.client_id = $2 and o.employee_id = t.employee_id
      and o.address = t.address and o.ended_at is null`,
  },
  {
    table: 'card_access',
    row: 'id',
    // Of whoever handles a conversation the access follows by itself when the conversation moves.
    double: `select where t.ended_at is null and (t.source = 'assignee' or exists (select from card_access o where o.client_id = $2
      and o.employee_id = t.employee_id and o.source = t.source and o.ended_at is null))`,
  },
];

export const movedByHand = ['interaction', 'call', 'conversation', 'assignment', 'contact_point'] as const;
