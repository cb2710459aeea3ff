import 'reflect-metadata';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DatabaseUnavailable } from '#read-models/database';
import { ConfigurationFaults, readConfiguration, type Configuration } from '#embedded/configuration';
import { ApiModule } from './api.module.js';
import { createApplication } from './create-application.js';

/** Exit code of sysexits.h for a configuration that cannot be worked with. */
const misconfigured = 78;
/** Pause before PostgreSQL is tried again, ms. */
const retryAfter = 1_000;
/** Requests in flight may take this long after SIGTERM, ms. */
const finishWithin = 10_000;

/** The API as a process of its own, beside a worker; event store and PostgreSQL are the installation's. */
async function main(): Promise<void> {
  const configuration = configured();
  const { host, port } = configuration;
  const app = await started(configuration);
  await app.listen({ host, port });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(app));
}

function configured(): Configuration & { eventStoreUrl: string; databaseUrl: string } {
  const configuration = readConfiguration(process.env);
  const { eventStoreUrl, databaseUrl } = configuration;
  const faults = Object.entries({ EVENTSTORE_URL: eventStoreUrl, DATABASE_URL: databaseUrl })
    .filter(([, url]) => url === undefined)
    .map(([setting]) => ({
      setting,
      given: '',
      problem: 'is needed by the API alone; `rapporteur up` embeds the part',
    }));
  if (!eventStoreUrl || !databaseUrl) throw new ConfigurationFaults(faults);
  return { ...configuration, eventStoreUrl, databaseUrl };
}

/** Waits for PostgreSQL and says so; the event store is only needed by commands, which answer 503 meanwhile. */
async function started(
  configuration: Configuration & { eventStoreUrl: string; databaseUrl: string },
): Promise<NestFastifyApplication> {
  const { eventStoreUrl, databaseUrl, host, port, logLevel } = configuration;
  const publicUrl = configuration.publicUrl ?? `http://${host}:${port}`;
  const options = {
    consoleDirectory: join(import.meta.dirname, '../../console'),
    logger: { level: logLevel },
    publicUrl,
  };
  for (;;) {
    try {
      return await createApplication(ApiModule.over({ eventStoreUrl, databaseUrl, publicUrl }), options);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      process.stderr.write(`Waiting for PostgreSQL: ${error.message}\n`);
      await delay(retryAfter);
    }
  }
}

async function stop(app: NestFastifyApplication): Promise<void> {
  const forced = setTimeout(() => process.exit(1), finishWithin).unref();
  await app.close();
  clearTimeout(forced);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ConfigurationFaults ? misconfigured : 1;
}
