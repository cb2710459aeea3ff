import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigurationFaults, readConfiguration } from './configuration.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapporteur-configuration-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function faultsOf(...args: Parameters<typeof readConfiguration>): ConfigurationFaults {
  try {
    readConfiguration(...args);
  } catch (error) {
    if (error instanceof ConfigurationFaults) return error;
    throw error;
  }
  throw new Error('no fault was found');
}

describe('readConfiguration', () => {
  it('needs nothing: every part is then embedded', () => {
    expect(readConfiguration({})).toEqual({
      dataDir: resolve('data'),
      host: '127.0.0.1',
      port: 3000,
      mailFrom: 'Rapporteur <rapporteur@localhost>',
      logLevel: 'warn',
    });
  });

  it('takes every setting', () => {
    const env = {
      DATA_DIR: '/var/lib/rapporteur',
      HOST: '::1',
      PORT: '8080',
      EVENTSTORE_URL: 'kurrentdb+discover://admin:x@a:2113,b:2113?tls=true',
      DATABASE_URL: 'postgres://u:p@db/rapporteur',
      QUEUE_URL: 'redis://queue:6379',
      SMTP_URL: 'smtps://u:p@mail:465',
      MAIL_FROM: 'Секретариат <office@example.org>',
      PUBLIC_URL: 'https://rapporteur.example.org/',
      HEALTH_PORT: '3001',
      LOG_LEVEL: 'debug',
    };
    expect(readConfiguration(env)).toEqual({
      dataDir: '/var/lib/rapporteur',
      host: '::1',
      port: 8080,
      eventStoreUrl: env.EVENTSTORE_URL,
      databaseUrl: env.DATABASE_URL,
      queueUrl: env.QUEUE_URL,
      smtpUrl: env.SMTP_URL,
      mailFrom: env.MAIL_FROM,
      publicUrl: 'https://rapporteur.example.org',
      healthPort: 3001,
      logLevel: 'debug',
    });
  });

  it('prefers a flag, and takes an empty variable for an absent one', () => {
    const env = { PORT: '8080', DATA_DIR: '', SMTP_URL: '' };
    expect(readConfiguration(env, { PORT: '0', DATA_DIR: undefined })).toMatchObject({
      port: 0,
      dataDir: resolve('data'),
    });
  });

  it('reads a secret from a file', () => {
    const file = join(folder, 'database-url');
    writeFileSync(file, 'postgresql://u:p@db/x\n');
    expect(readConfiguration({ DATABASE_URL_FILE: file }).databaseUrl).toBe('postgresql://u:p@db/x');
  });

  it('tells all faults at once, without repeating a secret', () => {
    const error = faultsOf({
      PORT: '70000',
      HOST: 'a b',
      EVENTSTORE_URL: 'http://admin:changeit@store',
      DATABASE_URL: 'postgres://',
      SMTP_URL: 'smtp://mail',
      PUBLIC_URL: 'rapporteur.example.org',
      LOG_LEVEL: 'loud',
      QUEUE_URL_FILE: join(folder, 'absent'),
    });
    expect(error.faults.map(({ setting }) => setting).toSorted()).toEqual([
      'DATABASE_URL',
      'EVENTSTORE_URL',
      'HOST',
      'LOG_LEVEL',
      'MAIL_FROM',
      'PORT',
      'PUBLIC_URL',
      'QUEUE_URL_FILE',
    ]);
    expect(error.message).toContain('8 configuration faults');
    expect(error.message).toMatch(/^PORT +70000 +must be a whole number from 0 to 65535$/m);
    expect(error.message).not.toContain('changeit');
  });

  it.each([
    [{ PORT: '3000.5' }, 'PORT'],
    [{ PORT: '-1' }, 'PORT'],
    [{ MAIL_FROM: 'nobody' }, 'MAIL_FROM'],
    [{ MAIL_FROM: 'a@b\nBcc: c@d' }, 'MAIL_FROM'],
    [{ QUEUE_URL: 'amqp://queue' }, 'QUEUE_URL'],
    [{ PUBLIC_URL: 'ftp://files' }, 'PUBLIC_URL'],
  ])('refuses %j', (env, setting) => {
    expect(faultsOf(env).faults).toEqual([expect.objectContaining({ setting })]);
  });

  it('refuses a secret given twice and an empty secret file', () => {
    const file = join(folder, 'empty');
    writeFileSync(file, '\n');
    const { faults } = faultsOf({ DATABASE_URL: 'postgres://a/b', DATABASE_URL_FILE: file, SMTP_URL_FILE: file });
    expect(faults.map(({ setting, problem }) => `${setting} ${problem}`)).toEqual([
      'DATABASE_URL is given twice: here and in DATABASE_URL_FILE',
      'SMTP_URL_FILE names an empty file',
    ]);
  });
});
