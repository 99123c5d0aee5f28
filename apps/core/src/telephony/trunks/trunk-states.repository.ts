import { Injectable } from '@nestjs/common';
import type {
  ChannelId,
  EvidenceRef,
  PhoneNumber,
  PromptLanguage,
  RequestOf,
  RingTarget,
  saveTrunk,
  TrunkId,
  TrunkNumber,
  TrunkSettings,
} from '#libs/contracts';
import type { Tx } from '#libs/database';

/** The whole of a trunk as the telephony role shall hold it; its password is told apart. */
export type TrunkState = RequestOf<typeof saveTrunk>;

interface NumberRow {
  channelId: ChannelId;
  name: string;
  number: PhoneNumber;
  aliases: string[];
  enabled: boolean;
  language: PromptLanguage;
  announces: boolean;
  recorded: EvidenceRef | null;
  fallback: Pick<RingTarget, 'employeeId' | 'extension'>[] | null;
}

/** Whom a number rings when core does not answer in time: its ring group, at most so many. */
const fallbackLimit = 50;

@Injectable()
export class TrunkStatesRepository {
  /** @param id null: all of them. One that was never confirmed is told as switched off. */
  async states(tx: Tx, id: TrunkId | null): Promise<TrunkState[]> {
    const rows = await tx.query<{ trunkId: TrunkId; settings: TrunkSettings; enabled: boolean; numbers: NumberRow[] }>(
      `select t.id as "trunkId", t.settings, t.enabled and not t.unsaved as enabled, coalesce(n.numbers, '[]') as numbers
       from trunk t left join lateral (
         select json_agg(json_build_object('channelId', c.id, 'name', c.name, 'number', c.address, 'aliases', c.aliases, 'enabled', c.enabled,
           'language', c.settings ->> 'language', 'announces', (c.settings ->> 'announceRecording')::boolean,
           'recorded', (select json_build_object('sha256', evidence_sha256, 'size', evidence_size) from prompt
             where id = (c.settings #>> '{prompts,recorded}')::uuid),
           'fallback', (select json_agg(json_build_object('employeeId', m.employee_id, 'extension', m.number)) from (
             select x.employee_id, x.number from extension x join employee e on e.id = x.employee_id,
               lateral (select array(select jsonb_array_elements_text(c.settings #> '{ring,members}'))::uuid[] as members,
                 coalesce((c.settings #>> '{ring,teamId}')::uuid, c.team_id) as team_id) ring
             where e.status = 'active' and e.role <> 'administrator' and case when cardinality(ring.members) > 0
               then e.id = any (ring.members) else ring.team_id is null or e.team_id = ring.team_id end
             order by array_position(ring.members, e.id), x.number limit $2) m)
         ) order by c.address) as numbers
         from channel c where c.medium = 'phone' and not c.unsaved and c.settings ->> 'trunkId' = t.id::text
       ) n on true
       where $1::uuid is null or t.id = $1 order by t.id`,
      [id, fallbackLimit],
    );
    return rows.map(({ numbers, ...row }) => ({ ...row, password: null, numbers: numbers.map(numberOf) }));
  }
}

function numberOf({ channelId, name, number, aliases, enabled, language, ...row }: NumberRow): TrunkNumber {
  return {
    channelId,
    ...{ number, aliases, enabled, language },
    // Nobody has asked core who calls: the display says which of our numbers rings.
    fallback: (row.fallback ?? []).map((member) => ({ ...member, shownName: name, shownNumber: '' })),
    announcement: row.announces ? { name: 'recorded', language, evidence: row.recorded } : null,
  };
}
