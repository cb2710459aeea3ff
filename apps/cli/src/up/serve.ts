import 'reflect-metadata';
import { join } from 'node:path';
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OperatorTokens, SetupLink, DemoSignIns } from '#access/access.module';
import type { Configuration } from '#embedded/configuration';
import type { Parts } from '#embedded/parts';
import { EventLog } from '#event-store/event-log';
import { ApplicationClock } from '#read-models/application-clock';
import { Database } from '#read-models/database';
import { Registry } from '#read-models/registry';
import { settled } from '#read-models/settled';
import { DemoClock } from '#reminders/reminders.module';
import { ApiModule } from '../../../api/src/api.module.js';
import { createApplication } from '../../../api/src/create-application.js';
import { Worker, WorkerModule } from '../../../worker/src/worker.module.js';
import { loadDemo } from '../demo/load-demo.js';
import { StoryFailed } from '../demo/story-runner.js';
import { CliError, exitCode } from '../exit-codes.js';
import { removeServerFile, writeServerFile, type RunningServer } from '../server-file.js';
import type { Output } from '../terminal.js';
import { installationFor, readInstallation, writeInstallation, type Installation } from './installation.js';
import { urlOf } from './port.js';
import type { SignIn } from './ready.js';
import type { StopRequest } from './stop-request.js';
import { whenThere } from './when-there.js';

export interface ServeOptions {
  /** With a port that is known to be free. */
  readonly settings: Configuration;
  readonly parts: Parts;
  readonly empty: boolean;
  readonly stop: StopRequest;
  readonly output: Output;
}

/** API and worker in one application. */
class Everything {}

/** The operator's token is good for an hour; a new one is written well before. */
const tokenEvery = 30 * 60_000;

/**
 * Runs API and worker as one application over the parts and, in a demo, tells the story.
 * @param stack takes what has to be undone, so that a stop half-way undoes what was done
 * @returns undefined when it was asked to stop before it was ready
 */
export async function serve(
  options: ServeOptions,
  stack: AsyncDisposableStack,
): Promise<{ url: string; signIns: SignIn[] } | undefined> {
  const { settings, stop, output } = options;
  const url = urlOf(settings.host, settings.port);
  const patiently = <T>(work: () => Promise<T>) => whenThere(work, stop.signal, (text) => output.note(text));
  const app = await patiently(() => applicationOver(options, url));
  if (!app) return undefined;
  // Undone in the reverse order: requests in flight are answered, then the worker ends, then the connections are closed.
  stack.defer(() => app.close());
  const installation = await patiently(() => installationOf(app, options));
  if (!installation) return undefined;
  const worker = app.get(Worker);
  stack.defer(() => worker.stop());
  await worker.start();
  stack.defer(() => app.getHttpAdapter().close());
  if (stop.signal.aborted) return undefined;
  await app.listen({ host: settings.host, port: settings.port });
  const shown = { url, pid: process.pid, eventStoreUrl: options.parts.eventStoreUrl };
  await showToOtherCommands(app, shown, settings.dataDir, stack);
  const signIns = await signInsOf(app, url, installation, options).catch((error: unknown) => {
    if (stop.signal.aborted) return undefined;
    if (!(error instanceof StoryFailed)) throw error;
    throw new CliError(
      `The demo could not be loaded: ${error.message}`,
      exitCode.failure,
      'The next start goes on with it.',
    );
  });
  return signIns && { url, signIns };
}

async function applicationOver({ settings, parts }: ServeOptions, url: string): Promise<NestFastifyApplication> {
  const { eventStoreUrl, databaseUrl, mailbox, smtpUrl, queueUrl } = parts;
  const sending = { smtpUrl, queueUrl, mailFrom: settings.mailFrom };
  const publicUrl = settings.publicUrl ?? url;
  const module: DynamicModule = {
    module: Everything,
    imports: [ApiModule.over({ eventStoreUrl, databaseUrl, publicUrl, sending, mailbox }), WorkerModule],
  };
  return createApplication(module, {
    consoleDirectory: join(import.meta.dirname, '../../../console'),
    logger: { level: settings.logLevel },
    publicUrl,
  });
}

/** Decides what this start is to be, and has the data directory remember it before anything is recorded. */
async function installationOf(app: NestFastifyApplication, { settings, empty }: ServeOptions): Promise<Installation> {
  const { prefixes } = app.get(Registry);
  const [first] = await app.get(EventLog).readAll({ after: null, prefixes, limit: 1 });
  const remembered = readInstallation(settings.dataDir);
  const demoClock = app.get(ApplicationClock).isDemo;
  const installation = installationFor({ remembered, empty, demoClock, logIsEmpty: first === undefined });
  if (installation !== remembered) await writeInstallation(settings.dataDir, installation);
  return installation;
}

async function showToOtherCommands(
  app: NestFastifyApplication,
  shown: Omit<RunningServer, 'operatorToken'>,
  dataDir: string,
  stack: AsyncDisposableStack,
): Promise<void> {
  const tokens = app.get(OperatorTokens);
  const write = async () => {
    await writeServerFile(dataDir, { ...shown, operatorToken: await tokens.createOperatorToken() });
  };
  await write();
  // A renewal that fails leaves the old token; the next one comes in time.
  const timer = setInterval(() => void write().catch(() => undefined), tokenEvery).unref();
  stack.defer(() => {
    clearInterval(timer);
    removeServerFile(dataDir);
  });
}

async function signInsOf(
  app: NestFastifyApplication,
  url: string,
  { demo, loaded }: Installation,
  { settings, stop, output }: ServeOptions,
): Promise<SignIn[]> {
  const publicUrl = settings.publicUrl ?? url;
  if (!demo) {
    const setup = app.get(SetupLink);
    if (await setup.isDone()) return [];
    const token = await setup.createSetupLink();
    return [{ role: 'administrator', office: null, side: null, url: `${publicUrl}/setup/${token}` }];
  }
  if (!loaded) output.note('Loading the demo …');
  const signIns = await loadDemo({
    url,
    publicUrl,
    loaded,
    clock: app.get(ApplicationClock),
    advance: async (to) => {
      if (to > app.get(ApplicationClock).now()) await app.get(DemoClock).advance(to);
    },
    signIns: app.get(DemoSignIns),
    signal: stop.signal,
    settled: () => settled(app.get(EventLog), app.get(Database), app.get(Registry)),
  });
  if (!loaded) await writeInstallation(settings.dataDir, { demo, loaded: true });
  return signIns;
}
