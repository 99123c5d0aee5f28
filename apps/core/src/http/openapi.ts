import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { AccessName } from './access.decorator.js';

const about = `Errors are RFC 9457 problem documents with a stable \`code\`; lists are keyset-paged: what \`nextCursor\` says is the next \`cursor\`.
A page signs in and has a cookie; a program has a token (\`Authorization: Bearer kl_…\`), which opens the routes that say \`bearer\`, as far as it was given the right.
Whoever asks too much gets 429 \`request.too-many\` with Retry-After. \`x-access\` is the right that a route asks for, \`x-problem-codes\` by which codes it may refuse.`;

/** What every refusal looks like (problem.ts). */
const problem = {
  description: 'Refused, or not possible now; `code` says why, for ever by the same name',
  headers: {
    'Retry-After': { description: 'Seconds, where asking again makes sense', schema: { type: 'integer' as const } },
  },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
const problemSchema = {
  type: 'object' as const,
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' as const, example: 'urn:keepline:problem:client.not-found' },
    title: { type: 'string' as const },
    status: { type: 'integer' as const },
    code: { type: 'string' as const, example: 'client.not-found' },
    details: {
      type: 'object' as const,
      description: 'Ids, limits and names of fields; never content',
      additionalProperties: true,
    },
    errors: {
      type: 'array' as const,
      description: 'Only with `request.invalid`: what is wrong with which field',
      items: {
        type: 'object' as const,
        required: ['path', 'message'],
        properties: { path: { type: 'string' as const }, message: { type: 'string' as const } },
      },
    },
    incident: { type: 'string' as const, description: 'Only with 500: what to tell the administrator' },
  },
};

/** The API's own description, served at /api/v1/openapi.json; apps/core/openapi.json is its golden copy, the web client is generated from it. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const document = new DocumentBuilder()
    .setTitle('Keepline')
    .setDescription(about)
    .setVersion('1')
    .addCookieAuth('keepline_session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'kl_…' })
    .build();
  const described = SwaggerModule.createDocument(app, document, {
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '').toLowerCase()}.${method}`,
  });
  const components = (described.components ??= {});
  (components.schemas ??= {})['Problem'] = problemSchema;
  (components.responses ??= {})['Problem'] = problem;
  for (const path of Object.values(described.paths))
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation: Described | undefined = path[method];
      if (!operation) continue;
      operation.responses['default'] = { $ref: '#/components/responses/Problem' };
      operation['x-problem-codes'] = problemCodes(operation, method);
      delete operation['x-refuses'];
    }
  return described;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Described = Operation & {
  /** What the route asks of its caller (access.decorator.ts). */
  'x-access'?: AccessName;
  'x-refuses'?: readonly string[];
  'x-problem-codes'?: readonly string[];
};

/** By which codes a route may refuse: those that follow from its kind, and its own. */
function problemCodes(operation: Described, method: string): string[] {
  const access = operation['x-access'] ?? 'signed-in';
  const asked = operation.requestBody !== undefined || (operation.parameters ?? []).length > 0;
  return [
    ...(access === 'public' || access === 'signature' ? [] : ['session.required']),
    ...(access.includes('.') ? ['access.forbidden'] : []),
    ...(asked ? ['request.invalid'] : []),
    ...(method === 'get' || access === 'signature' ? [] : ['request.cross-site']),
    'request.too-many',
    ...(operation['x-refuses'] ?? []),
  ];
}
