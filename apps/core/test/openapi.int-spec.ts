import { readFile, writeFile } from 'node:fs/promises';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { controllers } from '../src/http/controllers.js';
import { describeApi } from '../src/http/openapi.js';

const golden = new URL('../openapi.json', import.meta.url);

interface Operation {
  summary?: string;
  operationId?: string;
  tags?: string[];
  security?: object[];
  responses: Record<string, { $ref?: string; content?: object }>;
  'x-access'?: string;
  'x-problem-codes'?: string[];
}

describe('the API description', () => {
  let description: OpenAPIObject;

  beforeAll(async () => {
    const module = await Test.createTestingModule({ controllers })
      .useMocker(() => ({}))
      .compile();
    const app = module.createNestApplication();
    app.setGlobalPrefix('api/v1');
    description = describeApi(app);
    await app.close();
  });

  it('equals its golden copy, which the web client is generated from (npm run api:generate renews both)', async () => {
    const described = `${JSON.stringify(description, null, 2)}\n`;
    // Jest's own flag does not reach the worker in which this runs.
    if (process.env['KEEPLINE_RENEW_GOLDEN'] === '1') await writeFile(golden, described);
    expect(described).toBe(await readFile(golden, 'utf8'));
  });

  const operations = () =>
    Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
        route: `${method.toUpperCase()} ${path.replace('/api/v1/', '')}`,
        ...operation,
      })),
    );
  const without = (has: (operation: Operation) => unknown) =>
    operations()
      .filter((operation) => !has(operation))
      .map(({ route }) => route);

  it('says of every route what it is, where it belongs, what it may refuse, and who is let in', () => {
    expect(operations().length).toBeGreaterThan(200);
    expect(without(({ summary }) => summary)).toEqual([]);
    expect(without(({ tags }) => tags?.length === 1)).toEqual([]);
    expect(without(({ operationId }) => operationId)).toEqual([]);
    expect(without(({ responses }) => responses['default']?.$ref === '#/components/responses/Problem')).toEqual([]);
    const ids = operations().map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const open = without(({ security }) => security?.some((one) => 'cookie' in one));
    expect(
      open.filter((route) => !/^(GET|POST) (session|setup|joining|whatsapp\/webhook|company\/logo)(\/|$)/.test(route)),
    ).toEqual([]);
  });

  it('says of every route which right it asks for, and by which codes it may refuse', () => {
    expect(without((operation) => operation['x-access'])).toEqual([]);
    const codesOf = (route: string) => operations().find((one) => one.route === route)?.['x-problem-codes'];
    expect(codesOf('DELETE signatures/{id}')).toEqual([
      ...['session.required', 'access.forbidden', 'request.invalid', 'request.cross-site', 'request.too-many'],
      ...['signature.not-found', 'signature.forbidden'],
    ]);
    expect(codesOf('GET session/ways')).toEqual(['request.too-many']);
    expect(JSON.stringify(description)).not.toContain('x-refuses');
  });

  it('says what every route answers: a shape, nothing, or bytes', () => {
    const shapeless = without(
      ({ responses }) => responses['204'] ?? Object.values(responses).some(({ content }) => content),
    );
    expect(shapeless.sort()).toEqual([
      'GET company/logo',
      'GET imports/{id}/errors',
      'GET interactions/{id}/attachments/{n}',
      'GET interactions/{id}/evidence',
      'GET mail-imports/{id}/report',
      'GET mail-oauth/callback',
      'GET prompts/{id}/audio',
      'GET recordings/{id}/audio',
      'GET session/provider/callback',
      'GET whatsapp/webhook',
      'POST whatsapp/webhook',
    ]);
  });
});
