import boundaries from 'eslint-plugin-boundaries';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const here = import.meta.dirname;

/** The tree as the linter sees it. A role is an app; a library has one door (its index.ts). */
const elements = [
  { type: 'gateway', pattern: 'apps/gateway' },
  { type: 'web', pattern: 'apps/web' },
  { type: 'role', pattern: 'apps/*', capture: ['role'] },
  { type: 'lib', pattern: 'libs/*', capture: ['lib'] },
  { type: 'test', pattern: 'test' },
  { type: 'script', pattern: 'scripts' },
];

const libsOf = {
  // contracts: zod and nothing else; errors: nothing at all
  contracts: [],
  errors: [],
  config: ['errors'],
  observability: ['errors', 'config'],
  supervision: [],
  certificates: ['errors'],
  letters: ['contracts', 'errors'],
  evidence: ['contracts', 'errors', 'config'],
  database: ['errors', 'config', 'observability', 'supervision'],
  messaging: ['contracts', 'errors', 'config', 'database', 'observability'],
  role: ['contracts', 'errors', 'config', 'database', 'evidence', 'messaging', 'observability'],
  testing: ['contracts', 'errors', 'config', 'database', 'evidence', 'messaging', 'observability', 'role', 'letters'],
};

const policies = [
  ...Object.entries(libsOf).map(([lib, may]) => ({
    from: { element: { type: 'lib', captured: { lib } } },
    allow: { to: { element: { type: 'lib', captured: { lib: [lib, ...may] } } } },
  })),
  { from: { element: { type: 'role' } }, allow: { to: { element: { type: 'lib' } } } },
  {
    from: { element: { type: 'role' } },
    allow: { to: { element: { type: 'role', captured: { role: '{{ from.element.captured.role }}' } } } },
  },
  {
    from: { element: { type: 'gateway' } },
    allow: { to: { element: { types: { anyOf: ['gateway', 'role', 'lib'] } } } },
  },
  { from: { element: { type: 'web' } }, allow: { to: { element: { type: 'web' } } } },
  {
    from: { element: { type: 'test' } },
    allow: { to: { element: { types: { anyOf: ['test', 'gateway', 'role', 'lib'] } } } },
  },
  {
    from: { element: { type: 'script' } },
    allow: { to: { element: { types: { anyOf: ['script', 'test', 'lib'] } } } },
  },
];

export default tseslint.config(
  {
    ignores: [
      'dist',
      'data',
      'coverage',
      '**/node_modules',
      'apps/web/dist',
      'apps/web/src/api/schema.d.ts',
      '**/*.js',
      '**/*.mjs',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { boundaries },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: here } },
    settings: {
      'boundaries/elements': elements,
      'boundaries/root-path': here,
      'import/resolver': {
        typescript: {
          project: [`${here}/tsconfig.json`, `${here}/apps/web/tsconfig.json`],
          conditionNames: ['source', 'types', 'import', 'node', 'default'],
        },
      },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies,
          message: 'Arrows: gateway → roles → libs → contracts, never back, never role → role (docs/map.md).',
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment in libs/config and inject SETTINGS.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'typeorm', message: 'TypeORM stays in *.entity.ts, *.repository.ts and libs/database.' },
            { name: 'pg', message: 'Connections belong to libs/database.' },
          ],
          patterns: [
            { regex: '^#libs/.+/', message: 'A library has one door: #libs/<name>.' },
            { regex: '/transactions/tx\\.js$', importNames: ['txKey'], message: 'Only UnitOfWork makes a Tx.' },
            {
              regex: '^(?!@nestjs/)(?:.*/)?(utils?|helpers?|common|shared)(/|\\.js$)',
              message: 'Name the thing: no drawers called utils, helpers, common or shared.',
            },
          ],
        },
      ],
    },
  },
  {
    files: [
      'libs/database/**/*.ts',
      '**/*.entity.ts',
      '**/*.repository.ts',
      'libs/testing/**/*.ts',
      'test/**/*.ts',
      '**/*int-spec.ts',
      'libs/role/**/*.ts',
    ],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: [
      'libs/config/**/*.ts',
      'scripts/**/*.ts',
      'test/**/*.ts',
      'libs/testing/**/*.ts',
      'apps/gateway/src/*.ts',
      'libs/role/src/**/*.ts',
      '**/*spec.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*spec.ts', 'test/**/*.ts', 'libs/testing/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
    ignores: ['apps/web/**', '**/*spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ObjectExpression[properties.length>1] > SpreadElement:first-child > ObjectExpression',
          message:
            'Begin with a property: V8 of Node 20 makes a shape of its own for each such object (docs/decisions/0039).',
        },
      ],
    },
  },
  { files: ['apps/web/**/*.{ts,tsx}'], ...reactHooks.configs.flat['recommended-latest'] },
);
