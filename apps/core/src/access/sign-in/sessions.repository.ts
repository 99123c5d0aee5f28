import { Injectable } from '@nestjs/common';
import type { EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { ruleOf } from '../access-policy/access-policies.repository.js';
import { isHour, type AccessRule } from '../access-policy/doorkeeping.js';
import { viewerFrom, type Role, type Viewer } from '../viewer.js';

export type SessionKind = 'cookie' | 'bearer';

/** By what somebody has shown who they are. */
export const meansOfSignIn = [
  'password',
  'password+code',
  'password+passkey',
  'passkey',
  'provider',
  'provider+code',
  'provider+passkey',
] as const;
export type Means = (typeof meansOfSignIn)[number];

/** What a program was given of its employee's rights. */
export interface FoundToken {
  readonly readOnly: boolean;
  /** Addresses and networks (CIDR); none: from anywhere. */
  readonly addresses: readonly string[];
}

export interface FoundSession {
  /** Its name in lists; the token cannot be told from it. */
  readonly id: string;
  readonly tokenHash: string;
  readonly kind: SessionKind;
  readonly openedAt: Date;
  readonly means: Means;
  /** Good for setting a second factor up, and nothing else. */
  readonly restricted: boolean;
  readonly viewer: Viewer;
  /** Of the kind `bearer`; null at the page. */
  readonly token: FoundToken | null;
  /** From when and where they may be in; null: always, from anywhere. */
  readonly rule: AccessRule | null;
  /** Not noted as seen for a minute or more. */
  readonly seenLongAgo: boolean;
}

interface Row {
  sessionId: string;
  hash: string;
  kind: SessionKind;
  openedAt: Date;
  means: Means;
  restricted: boolean;
  id: EmployeeId;
  name: string;
  role: Role;
  teamIds: TeamId[];
  seesContacts: boolean;
  seenLongAgo: boolean;
  token: (FoundToken & { rights: readonly string[]; seesContacts: boolean }) | null;
  rule: AccessRule | null;
  viewingAs: Parameters<typeof viewerFrom>[0] | null;
}

/** Only digests of tokens come here, as hex. */
@Injectable()
export class SessionsRepository {
  async insert(
    tx: Tx,
    session: {
      tokenHash: string;
      employeeId: EmployeeId;
      kind: SessionKind;
      /** Null: it does not end by itself. */
      expiresAt: Date | null;
      ip: string | null;
      userAgent: string | null;
      means: Means;
      restricted: boolean;
    },
  ): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `insert into session (token_hash, employee_id, kind, expires_at, ip, user_agent, means, restricted)
       values (decode($1, 'hex'), $2, $3, coalesce($4::timestamptz, 'infinity'), $5, left($6, 300), $7, $8) returning id`,
      [
        ...[session.tokenHash, session.employeeId, session.kind, session.expiresAt, session.ip, session.userAgent],
        ...[session.means, session.restricted],
      ],
    );
    return row!.id;
  }

  /** Those of them that are good now: not over, not idle for too long, of an active employee, at an hour at which they may be in. */
  async findLive(tx: Tx, tokenHashes: readonly string[], idleS: number): Promise<FoundSession[]> {
    const rows = await tx.query<Row>(
      `select s.id as "sessionId", encode(s.token_hash, 'hex') as hash, s.kind, s.created_at as "openedAt", s.means, s.restricted,
              e.id, e.name, e.role, teams_of(e.id) as "teamIds",
              ${ruleOf('e')} as rule, e.sees_contacts as "seesContacts",
              s.last_seen_at < now() - interval '1 minute' or s.last_seen_at = s.created_at as "seenLongAgo",
              case when t.session_id is not null then json_build_object(
                'rights', t.rights, 'readOnly', t.read_only, 'seesContacts', t.sees_contacts, 'addresses', t.addresses) end as token,
              case when a.id is not null then json_build_object('id', a.id, 'name', a.name, 'role', a.role, 'teamIds', teams_of(a.id),
                'seesContacts', a.sees_contacts) end as "viewingAs"
       from session s join employee e on e.id = s.employee_id left join access_token t on t.session_id = s.id
         left join employee a on a.id = s.viewing_as and a.status = 'active' and e.role = 'owner'
       where s.token_hash = any (select decode(h, 'hex') from unnest($1::text[]) as t (h))
         and e.status = 'active' and s.expires_at > now()
         and (t.session_id is not null or s.kind = 'cookie' and s.last_seen_at > now() - make_interval(secs => $2))`,
      [tokenHashes, idleS],
    );
    const now = new Date();
    const inTime = rows.filter(({ rule, role }) => isHour(rule, role, now));
    return inTime.map(
      ({ sessionId, hash, kind, openedAt, means, restricted, seenLongAgo, token, rule, viewingAs, ...employee }) => ({
        id: sessionId,
        tokenHash: hash,
        kind,
        openedAt,
        means,
        restricted,
        seenLongAgo,
        token: token && { readOnly: token.readOnly, addresses: token.addresses },
        rule,
        viewer:
          viewingAs === null
            ? viewerOf(sessionId, employee, token)
            : { ...viewerFrom(viewingAs), behind: { id: employee.id, name: employee.name } },
      }),
    );
  }

  /** @param employeeId null: as oneself again */
  async viewAs(tx: Tx, sessionId: string, employeeId: EmployeeId | null): Promise<void> {
    await tx.query(`update session set viewing_as = $2 where id = $1`, [sessionId, employeeId]);
  }

  async noteSeen(tx: Tx, tokenHash: string): Promise<void> {
    await tx.query(`update session set last_seen_at = now() where token_hash = decode($1, 'hex')`, [tokenHash]);
  }

  /** The row stays for a while: it tells from which addresses somebody signs in. */
  async end(tx: Tx, tokenHash: string): Promise<EmployeeId | null> {
    const [row] = await tx.query<{ employeeId: EmployeeId }>(
      `update session set expires_at = now() where token_hash = decode($1, 'hex') and expires_at > now()
       returning employee_id as "employeeId"`,
      [tokenHash],
    );
    return row?.employeeId ?? null;
  }

  async endAllOf(tx: Tx, employeeId: EmployeeId): Promise<void> {
    await tx.query(`update session set expires_at = now() where employee_id = $1 and expires_at > now()`, [employeeId]);
  }

  /** @returns whether there was one to end */
  async endOneOf(tx: Tx, employeeId: EmployeeId, id: string): Promise<boolean> {
    const rows = await tx.query(
      `update session set expires_at = now() where id = $2 and employee_id = $1 and expires_at > now() returning id`,
      [employeeId, id],
    );
    return rows.length > 0;
  }

  /** @returns how many there were */
  async endOthersOf(tx: Tx, employeeId: EmployeeId, but: string): Promise<number> {
    const rows = await tx.query(
      `update session set expires_at = now()
       where employee_id = $1 and id <> $2 and kind = 'cookie' and expires_at > now() returning id`,
      [employeeId, but],
    );
    return rows.length;
  }

  async forgetOld(tx: Tx): Promise<void> {
    await tx.query(`delete from session where expires_at < now() - interval '30 days'`);
  }
}

/** Through a program nobody sees more than at the page. */
function viewerOf(id: string, employee: Parameters<typeof viewerFrom>[0], token: Row['token']): Viewer {
  const viewer = viewerFrom(employee);
  if (token === null) return viewer;
  return { ...viewer, seesContacts: viewer.seesContacts && token.seesContacts, token: { id, rights: token.rights } };
}
