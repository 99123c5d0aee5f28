import { readFile, writeFile } from 'node:fs/promises';
import { Test } from '@nestjs/testing';
import { controllers } from '../src/http/controllers.js';
import { describeApi } from '../src/http/openapi.js';

const golden = new URL('../openapi.json', import.meta.url);

describe('the API description', () => {
  it('equals its golden copy, which the web client is generated from (npm run api:generate renews both)', async () => {
    const module = await Test.createTestingModule({ controllers })
      .useMocker(() => ({}))
      .compile();
    const app = module.createNestApplication();
    app.setGlobalPrefix('api/v1');
    const described = `${JSON.stringify(describeApi(app), null, 2)}\n`;
    if (process.argv.includes('--updateSnapshot') || process.argv.includes('-u')) await writeFile(golden, described);
    expect(described).toBe(await readFile(golden, 'utf8'));
    await app.close();
  });
});
