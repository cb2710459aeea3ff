import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A rule about single files: which ones it looks at and what it finds wrong with one; null when it is well. */
export interface HouseRule {
  readonly title: string;
  applies(path: string): boolean;
  fault(file: SourceFile): string | null;
}

const capabilities = 'directory|access|meetings|protocols|projects|action-items|reminders|reports';
const spec = /\.spec\.tsx?$/;
const code = /\.tsx?$/;
const generated = /\.gen\.ts$/;

const name = '[a-z0-9]+(-[a-z0-9]+)*';
const specSuffix = '(unit|int|e2e)\\.spec\\.ts';
/** What may stand directly in a capability. */
const inCapability = [
  new RegExp(
    `^(${name}\\.)?(events|decider|state|commands|reaction|job|controller|module|samples|ids|guard|decorators|schema|texts)\\.ts$`,
  ),
  new RegExp(`^${name}\\.text\\.(en|ru|es)\\.json$`),
  new RegExp(`^${name}(\\.[a-z]+)*\\.${specSuffix}$`),
  /^(README\.md|tsconfig\.app\.json)$/,
];
/** What may stand in the folder of one of its read models; a name without suffix is a plain helper of that view. */
const inView = [
  new RegExp(`^(${name}\\.)?(view|query|tables|answers)\\.ts$`),
  new RegExp(`^${name}\\.ts$`),
  new RegExp(`^${name}(\\.[a-z]+)*\\.${specSuffix}$`),
];
/** What else a capability needs, with the reason. */
const besides: readonly (readonly [path: RegExp, reason: string])[] = [
  [/^libs\/reminders\/[a-z0-9-]*mail[a-z0-9-]*\.ts$/, 'the only place that speaks SMTP'],
  [
    /^libs\/reminders\/(policy|reminder-options|[a-z-]+\.service)\.ts$/,
    'the rules as data, and what runs without being asked: the sweep, its sender, the clock of a demo',
  ],
  [/^libs\/directory\/[a-z]+-(vault|keeping)\.ts$/, 'the vault: names, addresses and texts, erasable'],
  [/^libs\/access\/[a-z-]+\.service\.ts$/, 'credentials and sessions stand beside the log: no stream, so no decider'],
  [
    /^libs\/access\/(permissions|role-authority|passwords|secret-token|attempt-limit|session-cookie)\.ts$/,
    'the table of operations and the handling of secrets',
  ],
  [
    /^libs\/directory\/(text-vault|people-vault|person-keeping)\.ts$/,
    'what must be erasable stands beside the log, and is written before the event that refers to it',
  ],
];

const isPureCode = (path: string) =>
  !spec.test(path) && (/\.(events|decider|state)\.ts$/.test(path) || /^libs\/(deadlines|kernel)\/.*\.ts$/.test(path));

/** The text without comments, so that a comment may speak of what the code must not do. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

/** The first line that matches, as `line 12: …`. */
function firstLine(text: string, pattern: RegExp): string | null {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => pattern.test(line));
  return at < 0 ? null : `line ${at + 1}: ${lines[at]!.trim()}`;
}

/** Spelled in halves, so that this file does not accuse itself. */
const leftOver = new RegExp(`\\b(TO${'DO'}|FIX${'ME'})\\b`);

export const houseRules: readonly HouseRule[] = [
  {
    title: 'a capability is laid out by the closed set of suffixes',
    applies: (path) => new RegExp(`^libs/(${capabilities})/`).test(path),
    fault({ path }) {
      const [, , ...rest] = path.split('/');
      if (rest.length > 2) return 'is deeper than a folder per read model';
      if (besides.some(([known]) => known.test(path))) return null;
      const [known, file] = rest.length === 1 ? [inCapability, rest[0]!] : [inView, rest[1]!];
      return known.some((pattern) => pattern.test(file)) ? null : 'has a suffix outside the set (docs/architecture.md)';
    },
  },
  {
    title: 'a library other than a capability is flat',
    applies: (path) =>
      path.startsWith('libs/') && !new RegExp(`^libs/(${capabilities})/`).test(path) && code.test(path),
    // The embedded event store is a server of its own, with several parts.
    fault: ({ path }) =>
      path.split('/').length > 3 && !/^libs\/embedded\/event-store\/[^/]+$/.test(path)
        ? 'stands in a sub-folder'
        : null,
  },
  {
    title: 'a file stays readable in one go: 260 lines, deciders 350',
    applies: (path) => /^(libs|apps|test)\//.test(path) && code.test(path) && !spec.test(path) && !generated.test(path),
    fault({ path, text }) {
      const lines = text.trimEnd().split('\n').length;
      const most = path.endsWith('.decider.ts') ? 350 : 260;
      return lines > most ? `has ${lines} lines, at most ${most}` : null;
    },
  },
  {
    title: 'there is no barrel',
    applies: (path) => /^(libs|apps|test)\//.test(path),
    fault: ({ path }) => (/\/index\.[jt]sx?$/.test(path) ? 'is an index file' : null),
  },
  {
    title: 'a test is neither skipped nor focused nor left for later',
    applies: (path) => spec.test(path),
    fault: ({ text }) =>
      firstLine(
        withoutComments(text),
        /\b(describe|it|test)(\.\w+)*\.(skip|only|todo|failing)\b|\b(x(it|test|describe)|f(it|describe))\s*\(/,
      ),
  },
  {
    title: 'a test has a name that one of the test projects runs',
    applies: (path) => spec.test(path) || /\.test\.tsx?$/.test(path),
    fault: ({ path }) =>
      /^test\/(acceptance|architecture)\/.*\.spec\.ts$/.test(path) ||
      /^(libs|apps)\/.*\.(unit|int|e2e|redis)\.spec\.ts$/.test(path)
        ? null
        : 'is run by no project of jest.config.js',
  },
  {
    title: 'events, deciders, deadlines and kernel read no clock and draw no chance',
    applies: isPureCode,
    fault: ({ text }) =>
      firstLine(
        withoutComments(text),
        /\bnew Date\s*(\(\s*\)|(?![\s(\w]))|(?<!new )\bDate\(|\bDate\.now\b|\bMath\.random\b|\brandom(UUID|Bytes|Int)\b|\bgetRandomValues\b|\bTemporal\.Now\b|\bperformance\.now\b|\bprocess\.(hrtime|env)\b/,
      ),
  },
  {
    title: 'a switch over events or commands has no silent default',
    applies: (path) => /\.(decider|state)\.ts$/.test(path),
    fault({ text }) {
      const bad = [...withoutComments(text).matchAll(/\bdefault\s*:([\s\S]{0,160})/g)].find(
        ([, next]) => !/^\s*\{?\s*(return |throw )?[^;}]*\b(unreachable|never)\b/.test(next!),
      );
      return bad ? `default:${bad[1]!.slice(0, 60)}…` : null;
    },
  },
  {
    title: 'an event is named after what happened, not after the record that changed',
    applies: (path) => path.endsWith('.events.ts'),
    fault: ({ text }) => firstLine(text, /\bevent\(\s*'\w*(Updated|Changed|Modified)'/),
  },
  {
    title: "domain events do not pass through Nest's own event bus, aggregates or sagas",
    applies: (path) => /^(libs|apps)\//.test(path) && code.test(path),
    fault: ({ text }) =>
      firstLine(
        withoutComments(text),
        /\b(AggregateRoot|EventBus|EventPublisher|EventsHandler|IEventHandler|@?Saga\b|forwardRef)\b/,
      ),
  },
  {
    title: 'nothing is left over',
    applies: (path) => /^(libs|apps|test)\//.test(path) && code.test(path) && !generated.test(path),
    fault: ({ text }) => firstLine(text, leftOver),
  },
];

/** All files under some folders of the repository, without what is installed or built. */
export async function sourceFiles(root: string, ...folders: string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const folder of folders) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (['node_modules', 'dist', 'coverage'].includes(entry.name)) continue;
      if (entry.isDirectory()) files.push(...(await sourceFiles(root, path)));
      else if (entry.isFile()) files.push({ path, text: await readFile(join(root, path), 'utf8') });
    }
  }
  return files;
}

/** What is wrong, one line per file. */
export function faultsOf(rule: HouseRule, files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => rule.applies(path))
    .flatMap((file) => {
      const fault = rule.fault(file);
      return fault === null ? [] : [`${file.path}: ${fault}`];
    });
}
