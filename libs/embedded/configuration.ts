import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

/** How much is logged, from least to most. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The settings of an installation, checked. A part without a URL is embedded. */
export interface Configuration {
  /** Absolute path; everything the embedded parts keep stands in it. */
  readonly dataDir: string;
  /** Address to listen on. */
  readonly host: string;
  /** TCP port; 0 takes any free one. */
  readonly port: number;
  readonly eventStoreUrl?: string;
  readonly databaseUrl?: string;
  readonly queueUrl?: string;
  readonly smtpUrl?: string;
  /** Sender of mails, such as `Rapporteur <rapporteur@example.org>`. */
  readonly mailFrom: string;
  /** Where users reach the console, without a trailing slash; links in mails begin with it. Absent: host and port. */
  readonly publicUrl?: string;
  /** Where a worker that runs alone answers health probes, on `host`; absent: nowhere. */
  readonly healthPort?: number;
  readonly logLevel: LogLevel;
}

/** What is wrong with one setting. */
export interface ConfigurationFault {
  /** Name of the environment variable or flag. */
  readonly setting: string;
  /** The value as given; a secret is not repeated. */
  readonly given: string;
  readonly problem: string;
}

/** Every fault of the configuration at once. */
export class ConfigurationFaults extends Error {
  constructor(readonly faults: readonly ConfigurationFault[]) {
    super(`${faults.length} configuration ${faults.length === 1 ? 'fault' : 'faults'}\n\n${tableOf(faults)}`);
    this.name = 'ConfigurationFaults';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that may hold a password: each may be given as NAME_FILE, the path of a file that holds it. */
export const secrets = ['EVENTSTORE_URL', 'DATABASE_URL', 'QUEUE_URL', 'SMTP_URL'] as const;
/** Every setting, by its name in the environment. */
export const settings = [
  'DATA_DIR',
  'HOST',
  'PORT',
  ...secrets,
  'MAIL_FROM',
  'PUBLIC_URL',
  'HEALTH_PORT',
  'LOG_LEVEL',
] as const;
type Setting = (typeof settings)[number];

const isSecret = (name: string): boolean => secrets.some((secret) => name === secret || name === `${secret}_FILE`);

const urlOf = (...schemes: string[]) =>
  z.string().refine(
    (value) => {
      const scheme = schemes.find((known) => value.startsWith(`${known}://`));
      // Node's URL takes no list of hosts, which the store's connection string allows: only the host's presence is checked.
      return scheme !== undefined && /^[^/?#]*[^/?#@]/.test(value.slice(scheme.length + 3));
    },
    `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  );

const portFrom = (least: number) => {
  const problem = `must be a whole number from ${least} to 65535`;
  return z
    .string()
    .regex(/^\d{1,5}$/, problem)
    .transform(Number)
    .refine((port) => port >= least && port <= 65_535, problem);
};

const schema = z
  .object({
    DATA_DIR: z.string().default('./data'),
    HOST: z
      .string()
      .regex(/^[A-Za-z0-9.:_-]+$/, 'must be a host name or an IP address')
      .default('127.0.0.1'),
    PORT: portFrom(0).default(3000),
    EVENTSTORE_URL: urlOf('kurrentdb', 'kurrentdb+discover', 'esdb', 'esdb+discover').optional(),
    DATABASE_URL: urlOf('postgres', 'postgresql').optional(),
    QUEUE_URL: urlOf('redis', 'rediss', 'postgres', 'postgresql').optional(),
    SMTP_URL: urlOf('smtp', 'smtps').optional(),
    MAIL_FROM: z
      .string()
      .regex(/^([^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'must be a mail address, or Name <address>')
      .optional(),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'must be a URL that begins with http:// or https://' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    HEALTH_PORT: portFrom(1).optional(),
    LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('warn'),
  })
  .refine(({ SMTP_URL, MAIL_FROM }) => !SMTP_URL || MAIL_FROM, {
    path: ['MAIL_FROM'],
    error: 'is needed with SMTP_URL: servers refuse mail from an unknown sender',
    // Also told when another setting is wrong: all faults at once.
    when: () => true,
  });

/**
 * Reads and checks the settings. Flags win over the environment; an empty variable counts as absent.
 * @param flags settings by their names in the environment, such as `{ PORT: '0' }`
 * @throws ConfigurationFaults naming every fault
 */
export function readConfiguration(
  env: Environment,
  flags: Partial<Record<Setting, string | undefined>> = {},
): Configuration {
  const { given, faults } = collect(env, flags);
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      const setting = String(path[0]) as Setting;
      faults.push({ setting, given: shown(setting, given[setting]), problem: message });
    }
  }
  if (!parsed.success || faults.length > 0) throw new ConfigurationFaults(faults);
  const { data } = parsed;
  return {
    dataDir: resolve(data.DATA_DIR),
    host: data.HOST,
    port: data.PORT,
    eventStoreUrl: data.EVENTSTORE_URL,
    databaseUrl: data.DATABASE_URL,
    queueUrl: data.QUEUE_URL,
    smtpUrl: data.SMTP_URL,
    mailFrom: data.MAIL_FROM ?? 'Rapporteur <rapporteur@localhost>',
    publicUrl: data.PUBLIC_URL,
    healthPort: data.HEALTH_PORT,
    logLevel: data.LOG_LEVEL,
  };
}

function collect(env: Environment, flags: Environment) {
  const given: Partial<Record<Setting, string>> = {};
  const faults: ConfigurationFault[] = [];
  for (const name of settings) {
    const file = isSecret(name) ? env[`${name}_FILE`] : undefined;
    const value = flags[name] || env[name];
    if (value && file) {
      faults.push({ setting: name, given: '(hidden)', problem: `is given twice: here and in ${name}_FILE` });
    } else if (file) {
      const read = contentsOf(file);
      if (typeof read === 'string') given[name] = read;
      else faults.push({ setting: `${name}_FILE`, given: file, problem: read.problem });
    } else if (value) given[name] = value;
  }
  return { given, faults };
}

function contentsOf(file: string): string | { problem: string } {
  try {
    return readFileSync(file, 'utf8').trim() || { problem: 'names an empty file' };
  } catch (error) {
    return { problem: `cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}

function shown(setting: string, value: string | undefined): string {
  if (value === undefined) return '(absent)';
  return isSecret(setting) ? '(hidden)' : value.slice(0, 60);
}

function tableOf(faults: readonly ConfigurationFault[]): string {
  const rows = [
    ['SETTING', 'GIVEN', 'PROBLEM'],
    ...faults.map(({ setting, given, problem }) => [setting, given, problem]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map(([a, b, c]) => `${a!.padEnd(widths[0]!)}  ${b!.padEnd(widths[1]!)}  ${c}`).join('\n');
}
