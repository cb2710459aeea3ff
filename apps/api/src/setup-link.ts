import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { SetupLink } from '#access/access.module';
import { ConfigurationFaults, readConfiguration } from '#embedded/configuration';
import { DomainError } from '#kernel/domain-error';
import { ApplicationClock } from '#read-models/application-clock';
import { Database } from '#read-models/database';
import { prepare } from '#read-models/platform.module';
import { Registry } from '#read-models/registry';
import { ApiModule } from './api.module.js';

/** Exit codes: the administrator exists already; the configuration cannot be worked with. */
const precondition = 4;
const misconfigured = 78;

/**
 * `node dist/apps/api/src/setup-link.js`: prints the link that makes the first administrator of an installation over
 * servers of its own; `rapporteur up` prints it by itself. Each call makes the links before it void.
 */
async function main(): Promise<void> {
  const { eventStoreUrl, databaseUrl, publicUrl, host, port } = readConfiguration(process.env);
  if (!databaseUrl) {
    const problem = 'is needed: `rapporteur up` prints the link of what it embeds';
    throw new ConfigurationFaults([{ setting: 'DATABASE_URL', given: '(absent)', problem }]);
  }
  const base = publicUrl ?? `http://${host}:${port}`;
  // Nothing is read from the log, and its client connects at the first call.
  const options = { eventStoreUrl: eventStoreUrl ?? 'kurrentdb://127.0.0.1:9?tls=false', databaseUrl, publicUrl: base };
  const app = await NestFactory.createApplicationContext(ApiModule.over(options), {
    abortOnError: false,
    logger: false,
  });
  try {
    await prepare(app.get(Database), app.get(Registry), app.get(ApplicationClock));
    process.stdout.write(`${base}/setup/${await app.get(SetupLink).createSetupLink()}\n`);
  } finally {
    await app.close();
  }
}

try {
  await main();
} catch (error) {
  const isDone = error instanceof DomainError && error.code === 'access/alreadySetUp';
  process.stderr.write(`${isDone ? 'An administrator already exists.' : (error as Error).message}\n`);
  process.exitCode = error instanceof ConfigurationFaults ? misconfigured : isDone ? precondition : 1;
}
