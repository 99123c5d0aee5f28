import { ESLint } from 'eslint';

/** Lints a text as if it stood in an existing file, and gives the messages of one rule. */
async function refusals(rule: string, filePath: string, text: string): Promise<string[]> {
  const eslint = new ESLint({ cwd: new URL('..', import.meta.url).pathname });
  const [result] = await eslint.lintText(text, { filePath });
  return (result?.messages ?? []).filter((m) => m.ruleId === rule).map((m) => m.message);
}

const arrows = 'boundaries/dependencies';

describe('the house rules say no', () => {
  it.each([
    ['role → role by its door', 'apps/mail/src/main.ts', `import * as x from '#roles/core';`],
    ['role → role by a path', 'apps/mail/src/main.ts', `import * as x from '../../core/src/main.js';`],
    ['lib → role', 'libs/errors/src/index.ts', `import * as x from '#roles/core';`],
    ['contracts → another lib', 'libs/contracts/src/ids.ts', `import * as x from '#libs/errors';`],
    ['errors → config', 'libs/errors/src/index.ts', `import * as x from '#libs/config';`],
    ['role → gateway', 'apps/core/src/main.ts', `import * as x from '../../gateway/src/main.js';`],
  ])('to an arrow that points back: %s', async (_, file, text) => {
    expect(await refusals(arrows, file, `${text}\nexport default x;\n`)).toHaveLength(1);
  });

  it.each([
    ['gateway → role', 'apps/gateway/src/main.ts', `import * as x from '#roles/core';`],
    ['role → lib', 'apps/mail/src/main.ts', `import * as x from '#libs/errors';`],
  ])('and yes to one that points forward: %s', async (_, file, text) => {
    expect(await refusals(arrows, file, `${text}\nexport default x;\n`)).toEqual([]);
  });

  it('to TypeORM in a service', async () => {
    expect(
      await refusals(
        'no-restricted-imports',
        'apps/core/src/search/search.service.ts',
        `import { DataSource } from 'typeorm';\nexport default DataSource;\n`,
      ),
    ).toHaveLength(1);
  });

  it('to the environment outside libs/config', async () => {
    expect(
      await refusals(
        'no-restricted-properties',
        'apps/core/src/search/search.service.ts',
        `export default process.env.HOME;\n`,
      ),
    ).toHaveLength(1);
  });

  it('to the inside of a library', async () => {
    expect(
      await refusals(
        'no-restricted-imports',
        'apps/core/src/search/search.service.ts',
        `import '#libs/errors/src/app-error.js';\n`,
      ),
    ).toHaveLength(1);
  });

  it('to a drawer', async () => {
    expect(
      await refusals('no-restricted-imports', 'apps/core/src/search/search.service.ts', `import './utils/text.js';\n`),
    ).toHaveLength(1);
  });
});
