import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, ClientId, ContactPointId } from '#libs/contracts';
import type { TestDatabase } from '../database/a-database.js';
import type { SavedEmployee, SavedTeam } from './people.js';

type Kind = 'email' | 'phone' | 'whatsapp';

export interface SavedClient {
  readonly id: ClientId;
  readonly name: string;
  readonly contactPoints: readonly { readonly id: ContactPointId; readonly kind: Kind; readonly value: string }[];
}

/** `await aClient().withEmail('ada@example.test').assignedTo(anna).saved(db)` */
export class ClientBuilder {
  private readonly points: { id: ContactPointId; kind: Kind; value: string }[] = [];
  private responsible: SavedEmployee | null = null;
  private team: SavedTeam | null = null;
  private readonly shown: SavedEmployee[] = [];
  private stage = 'prospecting';
  private kind = 'person';

  constructor(private readonly name: string) {}

  /** As it is stored: already normalised. */
  withEmail(value: string): this {
    return this.with('email', value);
  }

  /** E.164. */
  withPhone(value: string): this {
    return this.with('phone', value);
  }

  /** Digits, or an id of WhatsApp's own (`…@lid`). */
  withWhatsapp(value: string): this {
    return this.with('whatsapp', value);
  }

  ofCompany(): this {
    this.kind = 'company';
    return this;
  }

  inStage(stage: 'prospecting' | 'sales' | 'account'): this {
    this.stage = stage;
    return this;
  }

  assignedTo(employee: SavedEmployee): this {
    this.responsible = employee;
    return this;
  }

  inTeam(team: SavedTeam): this {
    this.team = team;
    return this;
  }

  /** Besides whoever sees it anyway, until it is taken back. */
  shownTo(...employees: SavedEmployee[]): this {
    this.shown.push(...employees);
    return this;
  }

  async saved(db: TestDatabase): Promise<SavedClient> {
    const id = uuidv7() as ClientId;
    const responsibleId = this.responsible?.employeeId ?? null;
    const teamId = this.team?.id ?? this.responsible?.teamIds[0] ?? null;
    await db.query(
      `insert into core.client (id, kind, name, stage, responsible_id, team_id) values ($1, $2, $3, $4, $5, $6)`,
      [id, this.kind, this.name, this.stage, responsibleId, teamId],
    );
    await db.query(
      `insert into core.assignment (id, client_id, employee_id, team_id, reason) values ($1, $2, $3, $4, 'created')`,
      [uuidv7(), id, responsibleId, teamId],
    );
    for (const { employeeId } of this.shown)
      await db.query(`insert into core.card_access (client_id, employee_id, source) values ($1, $2, 'absence')`, [
        id,
        employeeId,
      ]);
    for (const point of this.points) {
      await db.query(`insert into core.contact_point (id, client_id, kind, value) values ($1, $2, $3, $4)`, [
        point.id,
        id,
        point.kind,
        point.value,
      ]);
    }
    return { id, name: this.name, contactPoints: this.points };
  }

  private with(kind: Kind, value: string): this {
    this.points.push({ id: uuidv7() as ContactPointId, kind, value });
    return this;
  }
}

export const aClient = (name = 'Ada Lovelace'): ClientBuilder => new ClientBuilder(name);

export interface SavedChannel {
  readonly id: ChannelId;
  readonly address: string;
}

/** A corporate mailbox that can send; settings as core keeps them (MailboxSettings of libs/contracts). */
export class MailboxBuilder {
  private enabled = true;
  private plusAddressing = true;
  private sends = true;

  constructor(private readonly address: string) {}

  disabled(): this {
    this.enabled = false;
    return this;
  }

  withoutPlusAddressing(): this {
    this.plusAddressing = false;
    return this;
  }

  withoutSmarthost(): this {
    this.sends = false;
    return this;
  }

  async saved(db: TestDatabase): Promise<SavedChannel> {
    const id = uuidv7() as ChannelId;
    const settings = {
      address: this.address,
      displayName: 'Company',
      aliases: [],
      imap: null,
      smtp: this.sends ? { host: 'mail.company.test', port: 587, security: 'starttls', user: null } : null,
      backfillFrom: null,
      plusAddressing: this.plusAddressing,
    };
    await db.query(
      `insert into core.channel (id, medium, name, address, settings, enabled, state) values ($1, 'email', $2, $2, $3, $4, 'online')`,
      [id, this.address, settings, this.enabled],
    );
    return { id, address: this.address };
  }
}

export const aMailbox = (address = 'office@company.test'): MailboxBuilder => new MailboxBuilder(address);
