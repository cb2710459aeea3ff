import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exitCode } from './exit-codes.js';
import { run } from './program.js';
import { readServerFile, removeServerFile, writeServerFile } from './server-file.js';

let folder: string;
let server: Server;
let url: string;
/** What the server was asked, and what it answers next. */
let asked: { request: IncomingMessage; body: string }[];
let next: { status: number; body: unknown };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapporteur-cli-'));
  server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ request, body });
      response.writeHead(next.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(next.body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  asked = [];
  next = { status: 200, body: {} };
});

async function rapporteur(line: string, env: Record<string, string> = {}) {
  let out = '';
  let err = '';
  const terminal = {
    out: (written: string) => void (out += written),
    err: (written: string) => void (err += written),
    env: { DATA_DIR: folder, ...env },
    colour: false,
  };
  const code = await run(line === '' ? [] : line.split(' '), terminal, '1.2.3');
  return { code, out, err };
}

describe('rapporteur', () => {
  const commands = ['up', 'seed', 'clock', 'why', 'events', 'views', 'rebuild', 'doctor', 'completion'];
  it.each(['--help', ...commands.map((name) => `${name} --help`)])('%s shows examples first', async (line) => {
    const { code, out, err } = await rapporteur(line);
    expect(code).toBe(exitCode.ok);
    expect(out).toMatch(/^Examples:\n {2}rapporteur /);
    expect(out.indexOf('Usage:')).toBeGreaterThan(0);
    expect(err).toBe('');
  });

  it('shows its help on stderr when it is asked for nothing', async () => {
    const { code, out, err } = await rapporteur('');
    expect([code, out]).toEqual([exitCode.usage, '']);
    expect(err).toMatch(/^Examples:/);
  });

  it('tells its version', async () => {
    expect(await rapporteur('--version')).toEqual({ code: exitCode.ok, out: '1.2.3\n', err: '' });
  });

  it.each([
    ['clokc', 'Did you mean clock?'],
    ['clock advnace 7d', 'Did you mean clock advance?'],
    ['why 1.1 --jsno', 'Did you mean --json?'],
    ['why', "missing required argument 'item'"],
    ['why 1.1 --json --plain', 'cannot be used with option'],
    ['events --since yesterday', 'Say a day, or a moment with its zone'],
    ['events --limit 0', 'Say a whole number from 1'],
    ['rebuild', 'Name the views to rebuild, or say --all'],
    ['rebuild feed --all', 'Name the views to rebuild, or say --all'],
    ['completion tcsh', 'Allowed choices are bash, zsh, fish, powershell'],
    ['why 1.1 --lang de', 'Allowed choices are en, ru, es'],
  ])('%s is wrong usage: %s', async (line, said) => {
    const { code, out, err } = await rapporteur(line);
    expect([code, out]).toEqual([exitCode.usage, '']);
    expect(err).toContain(said);
  });

  it('tells every configuration fault and ends with 78', async () => {
    const { code, out, err } = await rapporteur('up --port seven', { SMTP_URL: 'mail', PUBLIC_URL: 'here' });
    expect([code, out]).toEqual([exitCode.configuration, '']);
    for (const setting of ['PORT', 'SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL']) expect(err).toContain(`\n${setting} `);
  });

  it('says which port is in use before it starts anything', async () => {
    const { code, err } = await rapporteur(`up --port ${new URL(url).port}`);
    expect(code).toBe(exitCode.failure);
    expect(err).toMatch(/^error: Port \d+ on 127.0.0.1 is in use\.\nGive another one with --port/);
  });
});

describe('a command for a running server', () => {
  it('finds it through the data directory, with the token that stands there', async () => {
    await writeServerFile(folder, { url, pid: process.pid, operatorToken: 'secret' });
    expect((await stat(join(folder, 'server.json'))).mode & 0o777).toBe(0o600);
    next.body = { now: '2019-12-02T06:00:00.000Z' };
    expect(await rapporteur('clock')).toEqual({ code: 0, out: '2019-12-02T06:00:00.000Z\n', err: '' });
    expect(asked[0]?.request).toMatchObject({ method: 'GET', url: '/api/v1/demo/clock' });
    expect(asked[0]?.request.headers).toMatchObject({ authorization: 'Bearer secret', 'accept-language': 'en' });
    removeServerFile(folder);
    expect(readServerFile(folder)).toBeUndefined();
  });

  it('prefers --url and --token, then the environment', async () => {
    next.body = { now: '2019-12-02T06:00:00.000Z' };
    await rapporteur(`clock --url ${url}/ --token given --lang ru`, { RAPPORTEUR_URL: 'http://127.0.0.1:9' });
    await rapporteur('clock', { RAPPORTEUR_URL: url, RAPPORTEUR_TOKEN: 'from-env' });
    expect(asked.map(({ request }) => request.headers.authorization)).toEqual(['Bearer given', 'Bearer from-env']);
    expect(asked[0]?.request.headers['accept-language']).toBe('ru');
  });

  it('says so when none runs there, or when the one that wrote the file has died', async () => {
    expect(await rapporteur('clock')).toMatchObject({
      code: exitCode.failure,
      err: expect.stringMatching(/No server runs on/),
    });
    // The highest pid Linux can give; nobody has it here.
    await writeFile(join(folder, 'server.json'), JSON.stringify({ url, pid: 4_194_303, operatorToken: 'x' }));
    expect(await rapporteur('clock')).toMatchObject({ code: exitCode.failure });
    expect(await readFile(join(folder, 'server.json'), 'utf8')).toContain('4194303');
    await rm(join(folder, 'server.json'));
  });

  it('says so when nothing answers', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as AddressInfo;
    nobody.close();
    await once(nobody, 'close');
    const { code, err } = await rapporteur(`clock --url http://127.0.0.1:${port}`);
    expect(code).toBe(exitCode.failure);
    expect(err).toContain(`Cannot reach http://127.0.0.1:${port} (ECONNREFUSED)`);
  });

  it.each([
    [401, exitCode.failure],
    [403, exitCode.failure],
    [404, exitCode.notFound],
    [409, exitCode.precondition],
    [412, exitCode.precondition],
    [400, exitCode.validation],
    [422, exitCode.validation],
    [500, exitCode.failure],
  ])('maps a refusal with %i to exit code %i and shows the problem', async (status, code) => {
    const errors = [{ pointer: '/to', detail: 'lies in the past' }];
    next = { status, body: { title: 'Refused', detail: 'It is not so', code: 'x/y', errors, traceId: 'abc' } };
    const answer = await rapporteur(`why 1.1 --url ${url}`);
    expect(answer).toMatchObject({ code, out: '' });
    expect(answer.err).toContain('error: Refused: It is not so\n  /to  lies in the past');
    expect(answer.err.includes('reference abc')).toBe(status === 500);
  });

  it('answers why for people, as JSON, and as rows', async () => {
    const entry = { dueOn: '2019-11-08', plannedAt: '2019-09-26T06:00:00.000Z', sentence: 'Sent: it was due soon.' };
    const answer = {
      number: '2019-1-1',
      asOf: '2019-12-09T06:01:53.602Z',
      position: '312',
      entries: [
        { ...entry, outcome: 'decided', decidedAt: '2019-09-26T06:00:00.006Z', position: '154' },
        { ...entry, outcome: 'planned', decidedAt: null, position: null, sentence: 'Will be sent.' },
      ],
    };
    next.body = answer;
    const at = `--url ${url}`;
    expect((await rapporteur(`why РГ/1 ${at}`)).out).toBe(
      `2019-1-1  as of 2019-12-09 06:01 UTC, position 312

2019-09-26 06:00 UTC  due 2019-11-08  decided  position 154  Sent: it was due soon.
2019-09-26 06:00 UTC  due 2019-11-08  planned                Will be sent.
`,
    );
    expect(asked[0]?.request.url).toBe(`/api/v1/action-items/${encodeURIComponent('РГ/1')}/why`);
    expect(JSON.parse((await rapporteur(`why 2019-1-1 --json ${at}`)).out)).toEqual(answer);
    expect((await rapporteur(`why 2019-1-1 --plain ${at}`)).out).toBe(
      `2019-09-26T06:00:00.000Z\t2019-11-08\tdecided\t154\tSent: it was due soon.
2019-09-26T06:00:00.000Z\t2019-11-08\tplanned\t\tWill be sent.
`,
    );
    next.body = { ...answer, entries: [] };
    expect((await rapporteur(`why 2019-1-1 ${at}`)).out).toContain('No reminder is planned');
  });
});

describe('clock advance', () => {
  it.each([
    ['7d', { by: 'P7D' }],
    ['36h', { by: 'PT36H' }],
    ['90m', { by: 'PT90M' }],
    ['2w', { by: 'P14D' }],
    ['P1DT12H', { by: 'P1DT12H' }],
    ['to 2019-12-09T09:00Z', { to: '2019-12-09T09:00:00.000Z' }],
    ['2019-12-09T12:00+03:00', { to: '2019-12-09T09:00:00.000Z' }],
  ])('%s asks for %j', async (words, body) => {
    next.body = { now: '2019-12-09T09:00:00.000Z', steps: [] };
    const { code, out } = await rapporteur(`clock advance ${words} --url ${url}`);
    expect([code, out]).toEqual([0, '2019-12-09 09:00 UTC  now; nothing fell due on the way\n']);
    expect(asked[0]?.request).toMatchObject({ method: 'POST', url: '/api/v1/demo/clock/advance' });
    expect(asked[0]?.request.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(asked[0]!.body)).toEqual(body);
  });

  it.each(['0d', '7', 'yesterday', 'to 7d', '2019-12-09', 'to 2019-12-09T09:00', '2019-13-09T09:00Z', 'P', 'PT'])(
    '%s is wrong usage',
    async (words) => {
      const { code, err } = await rapporteur(`clock advance ${words} --url ${url}`);
      expect(code).toBe(exitCode.usage);
      expect(err).toContain('Say 7d, 36h');
      expect(asked).toEqual([]);
    },
  );

  it('tells what fell due on the way', async () => {
    next.body = {
      now: '2019-12-09T09:00:00.000Z',
      steps: [{ at: '2019-12-03T06:00:00.002Z', decided: 2, suppressed: 0, sent: 2 }],
    };
    expect((await rapporteur(`clock advance 7d --url ${url}`)).out).toBe(
      '2019-12-03 06:00 UTC  2 decided, 2 sent\n2019-12-09 09:00 UTC  now\n',
    );
    expect((await rapporteur(`clock advance 7d --plain --url ${url}`)).out).toBe(
      '2019-12-03T06:00:00.002Z\t2 decided, 2 sent\n2019-12-09T09:00:00.000Z\tnow\n',
    );
  });
});

describe('views and rebuild', () => {
  const view = { name: 'status-board', kind: 'view', position: '300', buildingTo: null, parked: null };
  const parked = { reason: 'boom', eventType: 'Boomed', position: '200' };
  const reaction = { ...view, name: 'activation', kind: 'reaction' };
  const answer = { head: '300', events: 3, views: [view, reaction] };

  it('shows where everything stands; ends with 6 when something stands still', async () => {
    next.body = { ...answer, views: [view, { ...view, name: 'feed', position: '100', parked }, reaction] };
    const { code, out } = await rapporteur(`views --url ${url}`);
    expect(code).toBe(exitCode.findings);
    expect(out).toBe(`NAME          KIND      POSITION
status-board  view      300
feed          view      100       stands still at 200 (Boomed): boom
activation    reaction  300
`);
    next.body = { ...answer, head: '400', views: [view] };
    expect(await rapporteur(`views --plain --url ${url}`)).toMatchObject({
      code: exitCode.ok,
      out: 'status-board\tview\t300\tbehind 400\n',
    });
  });

  it('rebuilds what exists, and suggests what was meant otherwise', async () => {
    next.body = answer;
    expect(await rapporteur(`rebuild status-board --quiet --url ${url}`)).toEqual({
      code: exitCode.ok,
      out: 'status-board is built, up to 300.\n',
      err: '',
    });
    expect(asked[1]?.request).toMatchObject({ method: 'POST', url: '/api/v1/views/rebuild' });
    expect(JSON.parse(asked[1]!.body)).toEqual({ views: ['status-board'] });
    asked = [];
    const { code, err } = await rapporteur(`rebuild status-bored --url ${url}`);
    expect([code, asked.length]).toEqual([exitCode.notFound, 1]);
    expect(err).toBe('error: There is no view “status-bored”.\n(Did you mean status-board?)\n');
    // A process manager acts; it is never made to act again.
    expect(await rapporteur(`rebuild activation --url ${url}`)).toMatchObject({ code: exitCode.notFound });
  });

  it('ends with 6 when a view stands still on the way', async () => {
    next.body = { ...answer, views: [{ ...view, position: '100', buildingTo: '300', parked }] };
    const { code, out } = await rapporteur(`rebuild --all --json --url ${url}`);
    expect(code).toBe(exitCode.findings);
    expect(JSON.parse(out)).toMatchObject({ views: [{ name: 'status-board', parked }] });
  });
});

describe('doctor', () => {
  it('looks at every part; what is not there is a finding', async () => {
    const mail = createServer().listen(0, '127.0.0.1');
    await once(mail, 'listening');
    const { port } = mail.address() as AddressInfo;
    const env = { SMTP_URL: `smtp://someone:secret@127.0.0.1:${port}`, MAIL_FROM: 'a@example.org' };
    const { code, out, err } = await rapporteur('doctor --json', { ...env, QUEUE_URL: 'redis://:secret@127.0.0.1:9' });
    mail.close();
    expect([code, err]).toEqual([exitCode.findings, '']);
    const { checks } = JSON.parse(out) as { checks: { name: string; outcome: string; detail: string }[] };
    const outcomes = Object.fromEntries(checks.map(({ name, outcome, detail }) => [name, `${outcome}: ${detail}`]));
    expect(outcomes).toMatchObject({
      configuration: `ok: data in ${folder}, log level warn`,
      packages: expect.stringMatching(/^ok: @nestjs\/core \d+/),
      server: 'warn: does not run on this directory',
      'event store': 'ok: embedded; starts with the server',
      queue: 'fail: cannot be reached (ECONNREFUSED)',
      mail: `ok: 127.0.0.1:${port} listens`,
    });
    expect(out).not.toContain('secret');
  });

  it('tells what the views of a running server say', async () => {
    await writeServerFile(folder, { url, pid: process.pid, operatorToken: 'secret' });
    const view = { name: 'feed', kind: 'view', position: '100', buildingTo: null, parked: null };
    next.body = { head: '100', events: 1, views: [view] };
    expect((await rapporteur('doctor --plain')).out).toContain('ok\tviews\tall at position 100\n');
    next.body = { head: '100', events: 1, views: [{ ...view, parked: { position: '50' } }] };
    const { code, out } = await rapporteur('doctor --plain');
    expect(code).toBe(exitCode.findings);
    expect(out).toContain('fail\tviews\tstand still: feed at 50');
    removeServerFile(folder);
  });

  it('ends with 78 when the configuration cannot be worked with', async () => {
    expect(await rapporteur('doctor', { PORT: 'x' })).toMatchObject({ code: exitCode.configuration, out: '' });
  });
});

describe('completion', () => {
  it('of bash offers what may follow the commands typed', async () => {
    const { out: script } = await rapporteur('completion bash');
    const offered = (...words: string[]) => {
      const line = `COMP_WORDS=(rapporteur ${words.join(' ')} ""); COMP_CWORD=${words.length + 1}; _rapporteur; echo "\${COMPREPLY[*]}"`;
      return execFileSync('bash', ['-c', `${script}\n${line}`], { encoding: 'utf8' })
        .trim()
        .split(' ');
    };
    expect(offered()).toEqual(expect.arrayContaining(['up', 'events', 'doctor', '--help']));
    expect(offered('clock')).toEqual(expect.arrayContaining(['show', 'advance']));
    expect(offered('events', '--json')).toEqual(expect.arrayContaining(['--follow', '--since']));
    expect(offered('completion')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish', 'powershell']));
  });

  it.each([
    ['zsh', '#compdef rapporteur'],
    ['fish', 'complete -c rapporteur'],
    ['powershell', 'Register-ArgumentCompleter'],
  ])('has a script for %s', async (shell, part) => {
    const { code, out } = await rapporteur(`completion ${shell}`);
    expect(code).toBe(exitCode.ok);
    expect(out).toContain(part);
    expect(out).toContain('clock advance');
  });
});
