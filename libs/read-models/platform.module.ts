import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Clock } from '#kernel/clock';
import { EventLog } from '#event-store/event-log';
import { EventStore } from '#event-store/event-store';
import { KeyReserved } from '#event-store/key.events';
import { KurrentLog } from '#event-store/kurrent-log';
import { ApplicationClock } from './application-clock.js';
import { Database, ProjectionDatabase } from './database.js';
import { logIndex } from './log-index.view.js';
import { migrate } from './migrations.js';
import { Projector } from './projector.js';
import { ReadPosition } from './read-position.js';
import { ViewRebuilds } from './view-rebuilds.js';
import { readModelMigrations } from './read-models.schema.js';
import { capability, Registry } from './registry.js';
import { httpTexts } from './http.texts.js';

export interface PlatformOptions {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
}

/** What every capability stands on: log, database, clock, registry, command execution, projection. */
@Global()
@Module({})
export class PlatformModule {
  static over({ eventStoreUrl, databaseUrl }: PlatformOptions): DynamicModule {
    return {
      module: PlatformModule,
      imports: [CqrsModule.forRoot()],
      providers: [
        Registry,
        { provide: EventLog, useFactory: () => new KurrentLog(eventStoreUrl) },
        { provide: Database, useFactory: () => new Database(databaseUrl) },
        { provide: ProjectionDatabase, useFactory: () => new ProjectionDatabase(databaseUrl) },
        { provide: ApplicationClock, inject: [Database], useFactory: (db: Database) => new ApplicationClock(db) },
        { provide: Clock, useExisting: ApplicationClock },
        EventStore,
        Projector,
        ReadPosition,
        ViewRebuilds,
        capability({
          name: 'read-models',
          categories: ['key'],
          events: [KeyReserved],
          views: [logIndex],
          migrations: readModelMigrations,
          texts: httpTexts,
        }),
      ],
      exports: [
        Registry,
        EventLog,
        Database,
        ApplicationClock,
        Clock,
        EventStore,
        Projector,
        ReadPosition,
        ViewRebuilds,
        CqrsModule,
      ],
    };
  }
}

/** Brings the lasting tables up to date and reads the clock; to be called before the application serves or projects. */
export async function prepare(db: Database, registry: Registry, clock: ApplicationClock): Promise<void> {
  await migrate(db, registry.migrations);
  await clock.start();
}
