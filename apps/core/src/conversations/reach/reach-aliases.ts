import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ChannelId, ClientId, EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { aliasAddress, findAlias, newAddressToken } from '#libs/letters';
import { EmployeeAccess } from '../../access/departure/employee-access.js';
import { ReachAliasesRepository, type KnownAlias } from './reach-aliases.repository.js';

/** Whom an alias stands for. */
export interface Reached {
  readonly clientId: ClientId;
  readonly contactPointId: string;
  /** The client's own. */
  readonly address: string;
}

export interface AliasOfAClient {
  readonly id: string;
  /** Lower case. */
  readonly address: string;
}

/**
 * By which addresses of ours an employee writes to clients whose own they do not see: one for each employee and each address of a client,
 * good as long as they work with that client, whichever way that ends.
 */
@Injectable()
export class ReachAliases implements OnModuleInit {
  constructor(
    private readonly repository: ReachAliasesRepository,
    private readonly access: EmployeeAccess,
  ) {}

  onModuleInit(): void {
    this.access.add({
      kind: 'client-aliases',
      tables: ['reach_alias'],
      count: (tx, id) => this.repository.countOf(tx, id),
      revoke: (tx, id) => this.repository.endAllOf(tx, id),
    });
  }

  /**
   * @param channelId at whose domain a new one is; where nothing is said, that of the mailbox on which the client was last in touch
   * @throws UserError `reach.no-alias` where the card has no such address, or the company no mailbox
   */
  async aliasFor(
    tx: Tx,
    employeeId: EmployeeId,
    clientId: ClientId,
    contactPointId: string,
    channelId: ChannelId | null = null,
  ): Promise<string> {
    return (await this.aliasOf(tx, { employeeId, clientId, contactPointId, channelId })).address;
  }

  /** The same with its id. @throws as `aliasFor` */
  async aliasOf(
    tx: Tx,
    wanted: { employeeId: EmployeeId; clientId: ClientId; contactPointId: string; channelId: ChannelId | null },
  ): Promise<AliasOfAClient> {
    const made = await this.repository.ensure(tx, wanted, newAddressToken());
    if (made === null) throw new UserError('reach.no-alias', { contactPointId: wanted.contactPointId });
    return { id: made.id, address: aliasAddress(made.mailbox, made.token, made) };
  }

  /**
   * Whom somebody means who writes to these addresses. One statement.
   * @returns by address as it was given; null: no alias of ours; `dead`: it was, or is somebody else's
   */
  async resolve(
    tx: Tx,
    employeeId: EmployeeId,
    addresses: readonly string[],
  ): Promise<Map<string, Reached | 'dead' | null>> {
    const known = await this.find(tx, addresses);
    return new Map(
      addresses.map((address) => {
        const alias = known.get(address);
        if (alias === undefined) return [address, null];
        return [address, (alias.employeeId === employeeId ? reachedBy(alias) : null) ?? 'dead'];
      }),
    );
  }

  async findByToken(tx: Tx, token: string): Promise<KnownAlias | null> {
    return (await this.repository.find(tx, [token])).get(token) ?? null;
  }

  /** Those of the addresses that are or were aliases, by address as it was given. */
  async find(tx: Tx, addresses: readonly string[]): Promise<Map<string, KnownAlias>> {
    const tokens = new Map(
      addresses.flatMap((address) => {
        const found = findAlias(address);
        return found ? [[address, found.token] as const] : [];
      }),
    );
    const known = await this.repository.find(tx, [...new Set(tokens.values())]);
    return new Map(
      [...tokens].flatMap(([address, token]) => {
        const alias = known.get(token);
        return alias ? [[address, alias] as const] : [];
      }),
    );
  }
}

/** null: it is dead, or the card has the address no more. */
export function reachedBy({ alive, clientId, contactPointId, address }: KnownAlias): Reached | null {
  return alive && contactPointId !== null && address !== null ? { clientId, contactPointId, address } : null;
}
