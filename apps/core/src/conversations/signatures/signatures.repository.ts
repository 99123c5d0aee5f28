import { Injectable } from '@nestjs/common';
import type { ChannelId, EmployeeId, Sha256 } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { PersonRef } from '../../access/sign-in/session.view.js';
import type { Viewer } from '../../access/viewer.js';
import { firstSignaturePolicy, type SignaturePolicy } from './signature.view.js';

/** Whose it is; all null: the company's. */
export interface SignatureOf {
  readonly employeeId: string | null;
  readonly teamId: string | null;
  readonly channelId: string | null;
}

export interface StoredSignature extends SignatureOf {
  readonly id: string;
  readonly team: PersonRef | null;
  readonly channel: PersonRef | null;
  readonly text: string;
  readonly html: string | null;
  readonly changedAt: Date;
}

/** The company's picture, as a letter carries it. */
export interface SignatureLogo {
  readonly sha256: Sha256;
  readonly type: string;
  readonly size: number;
  /** Pixels; null: nobody measured it. */
  readonly width: number | null;
  readonly height: number | null;
}

/** Everything that decides what stands under a letter of one employee from one mailbox. */
export interface SignatureFacts {
  readonly name: string;
  readonly title: string | null;
  readonly phone: string | null;
  readonly extension: string | null;
  readonly team: string | null;
  readonly address: string | null;
  readonly company: { readonly name: string; readonly phone: string | null; readonly website: string | null } | null;
  /** null: there is none, or none that mail programs draw. */
  readonly logo: SignatureLogo | null;
  readonly own: { readonly text: string; readonly html: string | null } | null;
  /** The most specific of the others: the mailbox's, else the team's, else the company's. */
  readonly shared: { readonly text: string; readonly html: string | null } | null;
  readonly policy: Partial<SignaturePolicy> | null;
}

const columns = `s.id, s.employee_id as "employeeId", s.team_id as "teamId", s.channel_id as "channelId", s.words as text, s.html,
  s.changed_at as "changedAt",
  case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as team,
  case when c.id is not null then json_build_object('id', c.id, 'name', c.name) end as channel`;
const from = `signature s left join team t on t.id = s.team_id left join channel c on c.id = s.channel_id`;

@Injectable()
export class SignaturesRepository {
  /** One's own, one's teams', every mailbox's and the company's; another's own is nobody's to read. */
  list(tx: Tx, { employeeId, teamIds, role }: Viewer): Promise<StoredSignature[]> {
    return tx.query<StoredSignature>(
      `select ${columns} from ${from}
       where s.employee_id = $1 or (s.employee_id is null and (s.team_id is null or s.team_id = any ($2::uuid[]) or $3))
       order by s.employee_id nulls last, s.channel_id is not null desc, lower(c.name), lower(t.name) nulls last, s.id`,
      [employeeId, teamIds, role === 'owner'],
    );
  }

  async lock(tx: Tx, id: string): Promise<StoredSignature | null> {
    const [row] = await tx.query<StoredSignature>(
      `select ${columns} from ${from} where s.id = $1 for no key update of s`,
      [id],
    );
    return row ?? null;
  }

  async find(tx: Tx, { employeeId, teamId, channelId }: SignatureOf): Promise<StoredSignature | null> {
    const [row] = await tx.query<StoredSignature>(
      `select ${columns} from ${from}
       where s.employee_id is not distinct from $1 and s.team_id is not distinct from $2 and s.channel_id is not distinct from $3`,
      [employeeId, teamId, channelId],
    );
    return row ?? null;
  }

  /** There is one of each. */
  async put(
    tx: Tx,
    id: string,
    { employeeId, teamId, channelId }: SignatureOf,
    words: { text: string; html: string | null },
    by: EmployeeId,
  ): Promise<void> {
    await tx.query(
      `insert into signature (id, employee_id, team_id, channel_id, words, html, changed_by) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (employee_id, team_id, channel_id)
       do update set words = excluded.words, html = excluded.html, changed_by = excluded.changed_by, changed_at = now()`,
      [id, employeeId, teamId, channelId, words.text, words.html, by],
    );
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.query(`delete from signature where id = $1`, [id]);
  }

  async teamExists(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query(`select from team where id = $1`, [id])).length > 0;
  }

  async mailboxExists(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query(`select from channel where id = $1 and medium = 'email' and not unsaved`, [id])).length > 0;
  }

  async firstMailbox(tx: Tx): Promise<ChannelId | null> {
    const [row] = await tx.query<{ id: ChannelId }>(
      `select id from channel where medium = 'email' and not unsaved order by created_at, id limit 1`,
    );
    return row?.id ?? null;
  }

  /** One statement: it is asked for each letter. */
  async facts(tx: Tx, employeeId: EmployeeId, channelId: ChannelId | null): Promise<SignatureFacts | null> {
    const [row] = await tx.query<SignatureFacts>(
      `select e.name, e.title, e.phone, (select number from extension x where x.employee_id = e.id) as extension, t.name as team,
         (select address from channel where id = $2) as address,
         (select json_build_object('name', name, 'phone', phone, 'website', website) from company) as company,
         (select json_build_object('sha256', logo_sha256, 'type', logo_type, 'size', coalesce(logo_size, 0), 'width', logo_width, 'height', logo_height)
          from company where logo_type in ('image/png', 'image/jpeg')) as logo,
         (select json_build_object('text', words, 'html', html) from signature where employee_id = e.id) as own,
         (select json_build_object('text', words, 'html', html) from signature s
          where s.employee_id is null and (s.channel_id = $2 or s.team_id = e.team_id or num_nonnulls(s.channel_id, s.team_id) = 0)
          order by s.channel_id is not null desc, s.team_id is not null desc limit 1) as shared,
         (select policy from signature_policy) as policy
       from employee e left join team t on t.id = e.team_id where e.id = $1`,
      [employeeId, channelId],
    );
    return row ?? null;
  }

  async policy(tx: Tx): Promise<SignaturePolicy> {
    const [row] = await tx.query<{ policy: Partial<SignaturePolicy> }>(`select policy from signature_policy`);
    return { ...firstSignaturePolicy, ...row?.policy };
  }

  async putPolicy(tx: Tx, policy: SignaturePolicy, by: EmployeeId): Promise<void> {
    await tx.query(
      `insert into signature_policy (policy, changed_by) values ($1, $2)
       on conflict (single) do update set policy = excluded.policy, changed_by = excluded.changed_by, changed_at = now()`,
      [JSON.stringify(policy), by],
    );
  }
}
