import { heading, table, type Terminal } from '../terminal.js';

/** A link that signs somebody in. */
export interface SignIn {
  readonly role: string;
  /** Name of the office; null for an administrator. */
  readonly office: string | null;
  /** Name of the side; null for an administrator. */
  readonly side: string | null;
  readonly url: string;
}

/** What is told when everything serves; the line of `--json`. */
export interface Ready {
  readonly url: string;
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  readonly signIns: readonly SignIn[];
}

/** Says on stdout that the application is ready: one line of JSON, or text for people. */
export function tellReady(ready: Ready, terminal: Terminal, options: { json?: boolean; dataDir: string }): void {
  const { url, eventStoreUrl, databaseUrl, signIns } = ready;
  if (options.json) {
    terminal.out(`${JSON.stringify({ url, eventStoreUrl, databaseUrl, signIns })}\n`);
    return;
  }
  const bold = (text: string) => (terminal.colour ? heading(text) : text);
  const people = signIns.map(({ role, office, side, url: link }) => [role, office ?? '', side ?? '', link]);
  const servers = [
    ['event store', withoutPassword(eventStoreUrl)],
    ['PostgreSQL', withoutPassword(databaseUrl)],
    ['data', options.dataDir],
  ];
  const blocks = [
    `${bold('Rapporteur is ready:')} ${url}`,
    ...(people.length > 0 ? [`${bold('Sign in as')}\n${table(people)}`] : []),
    table(servers),
    'Stop with Ctrl-C.',
  ];
  terminal.out(`\n${blocks.join('\n\n')}\n`);
}

const withoutPassword = (url: string): string => url.replace(/^([a-z+]+:\/\/[^:@/]*):[^@/]*@/, '$1:***@');
