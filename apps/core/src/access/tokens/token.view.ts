import { z } from 'zod';
import { EmployeeId } from '#libs/contracts';
import { accessNames, neverOfTokens, type AccessName } from '../../http/access.decorator.js';
import { PersonRef } from '../person-ref.js';
import type { Right } from '../rights.js';

/** What a token may be given: every right but those that decide how people and programs get in. */
export const rightsForTokens = accessNames.filter(
  (name: AccessName): name is Right => name.includes('.') && !neverOfTokens.includes(name),
);

export const TokenView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** In whose name it acts, and whose rights bound it. */
    employee: PersonRef,
    madeBy: PersonRef,
    /** The company's, not the employee's own. */
    integration: z.boolean(),
    rights: z.array(z.string()),
    readOnly: z.boolean(),
    seesContacts: z.boolean(),
    addresses: z.array(z.string()),
    /** Its last four characters. */
    ending: z.string(),
    createdAt: z.iso.datetime(),
    /** Null: it does not end by itself. */
    expiresAt: z.iso.datetime().nullable(),
    /** To the minute; null: not yet. */
    lastUsedAt: z.iso.datetime().nullable(),
    /** `stopped`: its employee was suspended, or got another password. */
    state: z.enum(['good', 'expired', 'stopped']),
  })
  .meta({ id: 'Token' });
export type TokenView = z.infer<typeof TokenView>;

export const TokensView = z
  .object({ items: z.array(TokenView), grantable: z.array(z.string()) })
  .meta({ id: 'Tokens' });
export type TokensView = z.infer<typeof TokensView>;

const Rights = z.array(z.string());
export const IntegrationsView = z
  .object({
    items: z.array(TokenView),
    /** What may be given to a token in the name of somebody, by their role. */
    grantableOf: z.object({ owner: Rights, manager: Rights, employee: Rights, administrator: Rights }),
  })
  .meta({ id: 'Integrations' });
export type IntegrationsView = z.infer<typeof IntegrationsView>;

/** The one answer in which the token itself stands. */
export const NewTokenView = z.object({ token: z.string(), view: TokenView }).meta({ id: 'NewToken' });
export type NewTokenView = z.infer<typeof NewTokenView>;

const Address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

export const NewToken = z
  .object({
    name: z.string().trim().min(1).max(100),
    rights: z.array(z.enum(rightsForTokens)).min(1).max(rightsForTokens.length),
    /** It reads, and changes nothing, whatever its rights. */
    readOnly: z.boolean().default(true),
    /** Where the employee sees contact points whole, the token does too. */
    seesContacts: z.boolean().default(false),
    /** Null: it does not end by itself. */
    expiresInDays: z.int().min(1).max(730).nullable().default(90),
    /** Addresses and networks (CIDR) from which it may be used; none: from anywhere. */
    addresses: z.array(Address).max(20).default([]),
    /** Asked for unless the session is fresh. */
    password: z.string().min(1).max(1000).optional(),
  })
  .meta({ id: 'TokenWanted' });
export type NewToken = z.infer<typeof NewToken>;

export const NewIntegration = NewToken.extend({ employeeId: EmployeeId }).meta({ id: 'IntegrationWanted' });
export type NewIntegration = z.infer<typeof NewIntegration>;
