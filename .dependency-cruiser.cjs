/** The import rules of the house; the README says why each line is where it is. */

const FILE_SYSTEM = '^(node:)?fs(/promises)?$';

/** What of other packages may be imported: by their names, which lead to these files. */
const LIGHT_DOORS =
  '^packages/(core/src/errors|app/src/(commandLine|corpus|settings|textFile|pictures))\\.ts$';
const FRONT_DOORS = [
  '^(packages|apps)/[^/]+/src/index\\.ts$',
  LIGHT_DOORS,
  '^packages/testing/src/pictures\\.ts$',
].join('|');

/** A rule for one layer: nothing but what `allowed` names may be imported from our own code. */
function layer(name, from, allowed, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from },
    to: { path: '^(packages|apps|tools)/', pathNot: allowed },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means that two files are one concept.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared',
      comment: 'A package that package.json does not list works by accident.',
      severity: 'error',
      from: { pathNot: '\\.(test|fixture)\\.ts$|^[^/]+$|vitest\\.config\\.ts$|^(tools|packages/testing)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
    layer(
      'engine-is-the-bottom',
      '^packages/engine/(src|setup)/(?!.*\\.(test|fixture)\\.ts$)',
      '^packages/engine/',
      'apps -> app -> core -> engine -> tfjs: the engine imports nothing of ours.',
    ),
    layer(
      'core-on-engine',
      '^packages/core/src/(?!.*\\.(test|fixture)\\.ts$)',
      '^packages/(core|engine)/src/',
      'apps -> app -> core -> engine: core imports the engine only.',
    ),
    layer(
      'app-on-core',
      '^packages/app/src/(?!.*\\.(test|fixture)\\.ts$)',
      '^packages/(app|core|engine)/src/',
      'apps -> app -> core -> engine: what the apps share imports core and engine only.',
    ),
    layer(
      'apps-on-app',
      '^apps/([^/]+)/src/(?!.*\\.(test|fixture)\\.ts$)',
      '^(apps/$1/|packages/(app|core|engine)/src/)',
      'An app imports no other app: what two apps need moves to core or to packages/app.',
    ),
    layer(
      'testing-on-core',
      '^packages/testing/src/(?!.*\\.(test|fixture)\\.ts$)',
      '^packages/(testing|core|engine)/src/',
      'The test kit knows core and engine.',
    ),
    {
      name: 'front-door',
      comment: 'Other packages are imported by their name, not by a path into them.',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: {
        path: '^(packages|apps)/[^/]+/(src|setup)/',
        pathNot: `^(packages|apps)/$2/|${FRONT_DOORS}`,
      },
    },
    {
      name: 'light-doors',
      comment:
        'A usage error is answered at once, so what is imported for it leads neither to core nor to the engine.',
      severity: 'error',
      from: { path: LIGHT_DOORS },
      to: { path: '^packages/(engine|core)/src/index\\.ts$', reachable: true },
    },
    {
      name: 'testing-in-tests-only',
      comment: 'The test kit is imported by tests only.',
      severity: 'error',
      from: { path: '^(packages|apps|tools)/', pathNot: '\\.(test|fixture)\\.ts$|^packages/testing/' },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'no-tests-imported',
      comment: 'Nothing but tests imports a test or what only tests need.',
      severity: 'error',
      from: { pathNot: '\\.(test|fixture)\\.ts$' },
      to: { path: '\\.(test|fixture)\\.ts$' },
    },
    {
      name: 'nobody-imports-tools',
      comment: 'Tools are for people, not for packages.',
      severity: 'error',
      from: { path: '^(packages|apps)/' },
      to: { path: '^tools/' },
    },
    {
      name: 'core-areas-apart',
      comment: 'nn, train, data and metrics import neither each other nor seq2seq.',
      severity: 'error',
      from: { path: '^packages/core/src/(nn|train|data|metrics)/(?!.*\\.(test|fixture)\\.ts$)' },
      to: {
        path: '^packages/core/src/(nn|train|data|metrics|seq2seq)/',
        pathNot: '^packages/core/src/$1/',
      },
    },
    {
      name: 'seq2seq-on-nn',
      comment: 'Of the other areas, seq2seq imports nn only.',
      severity: 'error',
      from: { path: '^packages/core/src/seq2seq/(?!.*\\.(test|fixture)\\.ts$)' },
      to: { path: '^packages/core/src/(train|data|metrics|interop)/' },
    },
    {
      name: 'tensorflow-in-engine-only',
      comment: 'Only the engine touches tfjs.',
      severity: 'error',
      from: { pathNot: '^packages/engine/' },
      to: { path: '(^|/)@tensorflow/' },
    },
    {
      name: 'core-in-a-browser',
      comment:
        'node:fs only in core/src/train/checkpoint.ts, core/src/interop and data/bpeTrainer.ts, which is loaded only to train a tokenizer: the rest runs in a browser.',
      severity: 'error',
      from: {
        path: '^packages/(core|engine)/src/',
        pathNot:
          '\\.(test|fixture)\\.ts$|^packages/core/src/(train/checkpoint\\.ts$|data/bpeTrainer\\.ts$|interop/)',
      },
      to: { path: FILE_SYSTEM },
    },
    {
      name: 'app-library-without-files',
      comment: 'No node:fs below an app as a library.',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/index\\.ts$' },
      to: { path: FILE_SYSTEM },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(packages|apps)/[^/]+/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['@reprise/source', 'types', 'node', 'import', 'require', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.d.mts', '.mjs', '.cjs', '.js', '.json'],
    },
  },
};
