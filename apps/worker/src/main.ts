import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccessModule } from '#access/access.module';
import { ConfigurationFaults, readConfiguration, type Configuration } from '#embedded/configuration';
import { EventLog } from '#event-store/event-log';
import { ApplicationClock } from '#read-models/application-clock';
import { Database, DatabaseUnavailable } from '#read-models/database';
import { PlatformModule, prepare } from '#read-models/platform.module';
import { readinessOf } from '#read-models/readiness';
import { Registry } from '#read-models/registry';
import { StderrLogger } from '#read-models/stderr-logger';
import { RemindersModule } from '#reminders/reminders.module';
import { capabilities } from './capabilities.js';
import { serveHealth } from './health-server.js';
import { Worker, WorkerModule } from './worker.module.js';

type Settings = Configuration & { readonly eventStoreUrl: string; readonly databaseUrl: string };

/** Pause before PostgreSQL is tried again, ms. */
const retryAfter = 1_000;
/** How long work in flight may take after SIGTERM, ms. */
const finishWithin = 10_000;

/** The worker as a process of its own, beside one or more APIs; event store and PostgreSQL are the installation's. */
async function main(): Promise<void> {
  const settings = configured();
  const app = await applicationOver(settings);
  let started = false;
  if (settings.healthPort !== undefined) {
    const readiness = async () => (started ? readinessOf(app.get(EventLog), app.get(Database)) : undefined);
    await serveHealth({ host: settings.host, port: settings.healthPort, readiness });
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(app));
  started = await start(app);
}

/** Waits for PostgreSQL and says so. @returns whether the worker works, or stands by */
async function start(app: INestApplicationContext): Promise<boolean> {
  for (;;) {
    try {
      await prepare(app.get(Database), app.get(Registry), app.get(ApplicationClock));
      await app.get(Worker).start();
      return true;
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      if (stopping) return false;
      process.stderr.write(`Waiting for PostgreSQL: ${error.message}\n`);
      await delay(retryAfter);
    }
  }
}

function configured(): Settings {
  const configuration = readConfiguration(process.env);
  const { eventStoreUrl, databaseUrl } = configuration;
  if (eventStoreUrl && databaseUrl) return { ...configuration, eventStoreUrl, databaseUrl };
  const needed = Object.entries({ EVENTSTORE_URL: eventStoreUrl, DATABASE_URL: databaseUrl });
  const problem = 'is needed by a worker alone; `rapporteur up` embeds the part';
  const absent = needed.filter(([, url]) => !url).map(([setting]) => ({ setting, given: '(absent)', problem }));
  throw new ConfigurationFaults(absent);
}

async function applicationOver({
  eventStoreUrl,
  databaseUrl,
  ...settings
}: Settings): Promise<INestApplicationContext> {
  const publicUrl = settings.publicUrl ?? `http://${settings.host}:${settings.port}`;
  const module = {
    module: WorkerModule,
    imports: [
      PlatformModule.over({ eventStoreUrl, databaseUrl }),
      AccessModule.over({ publicUrl }),
      ...capabilities,
      RemindersModule.over({
        smtpUrl: settings.smtpUrl ?? null,
        mailFrom: settings.mailFrom,
        queueUrl: settings.queueUrl ?? databaseUrl,
        publicUrl,
      }),
    ],
  };
  const logger = new StderrLogger(settings.logLevel);
  return NestFactory.createApplicationContext(module, { abortOnError: false, logger });
}

let stopping = false;

async function stop(app: INestApplicationContext): Promise<void> {
  stopping = true;
  setTimeout(() => process.exit(1), finishWithin).unref();
  await app.get(Worker).stop();
  app.get(ApplicationClock).stop();
  await app.close();
  await app.get(EventLog).close();
  await app.get(Database).close();
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ConfigurationFaults ? 78 : 1;
}
