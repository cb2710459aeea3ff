import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ConfigurationFaults, readConfiguration } from '#embedded/configuration';
import { copyLog } from '#event-store/copy-log';
import { KurrentLog } from '#event-store/kurrent-log';
import { Registry } from '#read-models/registry';
import { ApiModule } from './api.module.js';

/** Exit codes: no source is named; the configuration cannot be worked with. */
const usage = 2;
const misconfigured = 78;

/**
 * `node dist/apps/api/src/copy-log.js URL`: copies the event log at URL, such as the embedded one, to that of
 * EVENTSTORE_URL. To be run while nothing records anything; may be repeated.
 */
async function main(source: string): Promise<void> {
  const { eventStoreUrl, publicUrl = 'http://127.0.0.1' } = readConfiguration(process.env);
  if (!eventStoreUrl) {
    const problem = 'is needed: where the events go';
    throw new ConfigurationFaults([{ setting: 'EVENTSTORE_URL', given: '(absent)', problem }]);
  }
  const prefixes = await prefixesOf(publicUrl);
  const [from, to] = [new KurrentLog(source), new KurrentLog(eventStoreUrl)];
  try {
    const copied = await copyLog(from, to, prefixes, (count) => process.stderr.write(`${count} events\n`));
    process.stdout.write(`${copied}\n`);
  } finally {
    await from.close();
    await to.close();
  }
}

/** The streams of the application; the store's own stay where they are. */
async function prefixesOf(publicUrl: string): Promise<readonly string[]> {
  // Nothing listens there, and nothing connects: both clients do so at the first call.
  const servers = { eventStoreUrl: 'kurrentdb://127.0.0.1:9?tls=false', databaseUrl: 'postgres://127.0.0.1:9/none' };
  const module = ApiModule.over({ ...servers, publicUrl });
  const app = await NestFactory.createApplicationContext(module, { abortOnError: false, logger: false });
  try {
    return app.get(Registry).prefixes;
  } finally {
    await app.close();
  }
}

const [, , source] = process.argv;
if (source === undefined) {
  process.stderr.write('usage: node dist/apps/api/src/copy-log.js URL\n');
  process.exitCode = usage;
} else {
  try {
    await main(source);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof ConfigurationFaults ? misconfigured : 1;
  }
}
