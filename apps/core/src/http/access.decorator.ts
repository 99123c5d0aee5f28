import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth, ApiExtension, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';

/**
 * What a route asks of its caller. `public` and `signed-in` speak for themselves; `enrolling`: signed in, or let in only as far as setting a
 * second factor up; `signature`: a machine without a session, which signs what it says, and whoever answers judges it; the others are rights that a role has (see access/rights.ts). A route without one does not start.
 */
export const accessNames = [
  'public',
  'signed-in',
  'enrolling',
  'signature',
  'clients.read',
  'clients.write',
  'clients.assign',
  'clients.import',
  'mail.import',
  'cards.manage',
  'evidence.read',
  'unplaced.handle',
  'channels.read',
  'channels.manage',
  'people.read',
  'people.manage',
  'company.manage',
  'integrations.manage',
  'audit.read',
  'alerts.read',
  'calls.make',
  'calls.dial',
  'calls.board',
  'calls.listen',
  'recordings.play',
  'recordings.download',
  'recordings.score',
  'tasks.read',
  'reports.read',
  'telephony.manage',
  'whatsapp.manage',
  'protection.handle',
  'protection.manage',
] as const;
export type AccessName = (typeof accessNames)[number];

export const ACCESS = Symbol('access');
export const TO_TOKENS = Symbol('to-tokens');
export const WALKS = Symbol('walks');

/**
 * What no token opens, whatever its employee may do: how people and programs get in is decided by people at the page, and so is what changes
 * every card at once and, line by line or letter by letter, tells which addresses are known here. A program makes cards one by one.
 */
export const neverOfTokens: readonly AccessName[] = [
  'people.manage',
  'company.manage',
  'integrations.manage',
  'clients.import',
  'mail.import',
];

interface AccessOptions {
  /** Of `signed-in`, which tokens do not open by themselves. */
  readonly toTokens?: boolean;
  /** By this route one could carry everything away, page by page: it is asked less often than others. */
  readonly walks?: boolean;
}

/** Names who may call this route. Every route has exactly one; a test walks them all. */
export function Access(
  name: AccessName,
  { toTokens = isRight(name) && !neverOfTokens.includes(name), walks = false }: AccessOptions = {},
) {
  return applyDecorators(
    SetMetadata(ACCESS, name),
    SetMetadata(TO_TOKENS, toTokens),
    SetMetadata(WALKS, walks),
    ApiExtension('x-access', name),
    ...(name === 'public' || name === 'signature' ? [] : [ApiCookieAuth()]),
    ...(toTokens ? [ApiBearerAuth()] : []),
  );
}

const isRight = (name: AccessName): boolean => name.includes('.');

export const WHILE_VIEWING = Symbol('while viewing');

/** May be called by whoever looks as somebody else although it changes something: only what ends that. */
export const WhileViewing = () => SetMetadata(WHILE_VIEWING, true);

/** What the route answers: status, shape and a line for the API description. */
export function Returns(status: number, schema: z.ZodType | null, summary: string) {
  return applyDecorators(
    ApiOperation({ summary }),
    schema === null
      ? ApiResponse({ status, description: summary })
      : ApiResponse({ status, description: summary, standardSchema: schema }),
  );
}

/** Codes by which the route refuses besides those that every route of its kind has (openapi.ts); for the API description. */
export const Refuses = (...codes: readonly string[]) => ApiExtension('x-refuses', codes);
