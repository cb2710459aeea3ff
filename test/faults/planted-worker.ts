/** Program: a worker with a capability that cannot take some events; FAULTS_BUILD is `broken` or `fixed`. */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ApplicationClock } from '#read-models/application-clock';
import { Database } from '#read-models/database';
import { prepare } from '#read-models/platform.module';
import { Projector } from '#read-models/projector';
import { Registry } from '#read-models/registry';
import { StderrLogger } from '#read-models/stderr-logger';
import { ApiModule } from '../../apps/api/src/api.module.js';
import { plantedModule, type Build } from './planted.js';

class PlantedWorker {}

const { EVENTSTORE_URL: eventStoreUrl, DATABASE_URL: databaseUrl, FAULTS_BUILD: build } = process.env;
if (!eventStoreUrl || !databaseUrl) throw new Error('EVENTSTORE_URL and DATABASE_URL are needed');
const app = await NestFactory.createApplicationContext(
  {
    module: PlantedWorker,
    imports: [
      ApiModule.over({ eventStoreUrl, databaseUrl, publicUrl: 'http://127.0.0.1' }),
      plantedModule(build as Build),
    ],
  },
  { abortOnError: false, logger: new StderrLogger('warn') },
);
await prepare(app.get(Database), app.get(Registry), app.get(ApplicationClock));
await app.get(Projector).start();
process.once('SIGTERM', () => {
  void app
    .get(Projector)
    .stop()
    .then(() => app.close());
});
