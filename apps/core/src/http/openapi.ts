import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** The API's own description, served at /api/v1/openapi.json; apps/core/openapi.json is its golden copy, the web client is generated from it. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const document = new DocumentBuilder()
    .setTitle('Keepline')
    .setDescription('Errors are RFC 9457 problem documents with a stable `code`; lists are keyset-paged.')
    .setVersion('1')
    .addCookieAuth('keepline_session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'kl_…' })
    .build();
  return SwaggerModule.createDocument(app, document, {
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '').toLowerCase()}.${method}`,
  });
}
