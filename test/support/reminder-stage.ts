import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { AccessModule } from '#access/access.module';
import { ActionItemsModule } from '#action-items/action-items.module';
import { anActiveItem, itemSample } from '#action-items/action-items.samples';
import type { EndpointId, InstitutionId, PersonId } from '#directory/directory.ids';
import { DirectoryModule } from '#directory/directory.module';
import { OfficeCreated, TenureStarted, type TenureId } from '#directory/office.events';
import { PeopleVault } from '#directory/people-vault';
import { EndpointAdded, PersonRegistered } from '#directory/person.events';
import { SideCalendarPublished, SideRegistered } from '#directory/side.events';
import { startEventStore } from '#embedded/event-store/host';
import { startMailbox, type Mailbox } from '#embedded/mailbox';
import { startPostgres } from '#embedded/postgres';
import { EventLog } from '#event-store/event-log';
import type { EventMetadata } from '#kernel/command';
import type { DomainEvent } from '#kernel/event';
import { streamOf, uuid5 } from '#kernel/ids';
import { MeetingsModule } from '#meetings/meetings.module';
import { ProjectsModule } from '#projects/projects.module';
import { ProtocolsModule } from '#protocols/protocols.module';
import { aProtocolInEffect, sample } from '#protocols/protocols.samples';
import { ApplicationClock } from '#read-models/application-clock';
import { Database } from '#read-models/database';
import { PlatformModule, prepare } from '#read-models/platform.module';
import { Projector } from '#read-models/projector';
import { Registry } from '#read-models/registry';
import { settled } from '#read-models/settled';
import { MailPort } from '#reminders/mail-port';
import { RemindersModule } from '#reminders/reminders.module';

/** Evening of the day the sample protocol was signed, when nothing is due yet. */
export const stageOpens = '2019-09-11T20:00:00.000Z';

/** The person who holds the Russian lead office; the Cuban one is vacant. */
export const recipient = {
  personId: uuid5('stage', 'person') as PersonId,
  endpointId: uuid5('stage', 'endpoint') as EndpointId,
  address: 'ivanova@ministry.example',
} as const;

/** Reminders over real servers: event store, PostgreSQL and mailbox, with any number of workers. */
export interface ReminderStage {
  readonly mailbox: Mailbox;
  readonly databaseUrl: string;
  /** A worker's application; the first one also projects. */
  worker(port?: MailPort): Promise<TestingModule>;
  /** Records events as they are; `part` overrides their metadata. */
  record(category: string, id: string, events: readonly DomainEvent[], part?: Partial<EventMetadata>): Promise<void>;
  /** Moves the clock of every worker, and waits for the views. */
  at(moment: string): Promise<void>;
  /** Waits until the views have everything. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Two sides, their lead offices, one protocol in effect and one item of it that both sides owe by November 2019. */
export async function openReminderStage(): Promise<ReminderStage> {
  const directory = await mkdtemp(join(tmpdir(), 'rapporteur-reminders-'));
  const [store, postgres, mailbox] = await Promise.all([
    startEventStore({ directory: join(directory, 'events') }),
    startPostgres({ directory: join(directory, 'postgres') }),
    startMailbox({ directory }),
  ]);
  const workers: TestingModule[] = [];
  const first = () => workers[0]!;
  const worker = async (port?: MailPort): Promise<TestingModule> => {
    const smtpUrl = mailbox.smtpUrl;
    const app = await applicationOver({ eventStoreUrl: store.url, databaseUrl: postgres.url, smtpUrl }, port);
    workers.push(app);
    await prepare(app.get(Database), app.get(Registry), app.get(ApplicationClock));
    return app;
  };
  await worker();
  await first().get(ApplicationClock).beginDemo(stageOpens);
  await first().get(Projector).start();
  const stage: ReminderStage = {
    mailbox,
    databaseUrl: postgres.url,
    worker: async (port) => (workers.length === 1 && !port && !taken.has(first()) ? take(first()) : worker(port)),
    record: (category, id, events, part) => record(first(), category, id, events, part),
    async at(moment) {
      await first().get(ApplicationClock).moveTo(moment);
      for (const app of workers.slice(1)) await app.get(ApplicationClock).moveTo(moment);
      await stage.settled();
    },
    settled: () => settled(first().get(EventLog), first().get(Database), first().get(Registry)),
    async close() {
      await first().get(Projector).stop();
      for (const app of workers) {
        app.get(ApplicationClock).stop();
        await app.close();
        await app.get(EventLog).close();
        await app.get(Database).close();
      }
      await mailbox.stop();
      await store.stop();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
  await setTheStage(stage, first());
  return stage;
}

/** Workers handed out already. */
const taken = new WeakSet<TestingModule>();
function take(app: TestingModule): TestingModule {
  taken.add(app);
  return app;
}

async function applicationOver(
  { eventStoreUrl, databaseUrl, smtpUrl }: { eventStoreUrl: string; databaseUrl: string; smtpUrl: string },
  port?: MailPort,
): Promise<TestingModule> {
  const publicUrl = 'http://console.example';
  const mailFrom = 'Rapporteur <rapporteur@commission.example>';
  const building = Test.createTestingModule({
    imports: [
      PlatformModule.over({ eventStoreUrl, databaseUrl }),
      AccessModule.over({ publicUrl }),
      DirectoryModule,
      MeetingsModule,
      ProtocolsModule,
      ProjectsModule,
      ActionItemsModule,
      RemindersModule.over({ smtpUrl, mailFrom, publicUrl, queueUrl: databaseUrl }),
    ],
  });
  const app = await (port ? building.overrideProvider(MailPort).useValue(port) : building).compile();
  await app.init();
  return app;
}

async function setTheStage(stage: ReminderStage, app: TestingModule): Promise<void> {
  const { ru, cu, protocolId } = sample;
  const side = (sideId: typeof ru, code: string, timeZone: string, names: Record<string, string>) =>
    stage.record('side', sideId, [
      SideRegistered({ sideId, code, names, timeZone, weekend: [6, 7], defaultLanguage: 'en', rounding: 'next' }),
      SideCalendarPublished({ version: 1, holidays: ['2019-11-04'], workingWeekends: [], source: 'official' }),
    ]);
  await side(ru, 'RU', 'Europe/Moscow', { en: 'Russia', ru: 'Россия', es: 'Rusia' });
  await side(cu, 'CU', 'America/Havana', { en: 'Cuba', ru: 'Куба', es: 'Cuba' });
  const institutionId = uuid5('stage', 'institution') as InstitutionId;
  const office = (officeId: typeof itemSample.ruLead, sideId: typeof ru, language: string) =>
    OfficeCreated({
      officeId,
      institutionId,
      sideId,
      names: { en: 'Department', ru: 'Департамент', es: 'Departamento' },
      language,
    });
  await stage.record('office', itemSample.ruLead, [
    office(itemSample.ruLead, ru, 'ru'),
    TenureStarted({
      tenureId: uuid5('stage', 'tenure') as TenureId,
      personId: recipient.personId,
      startsOn: '2019-01-01',
      acting: false,
    }),
  ]);
  await stage.record('office', itemSample.cuLead, [office(itemSample.cuLead, cu, 'es')]);
  const vault = app.get(PeopleVault);
  await vault.putPerson(recipient.personId, { displayNames: { ru: 'О. Иванова', en: 'O. Ivanova' }, sideId: ru });
  await vault.putAddress(recipient.endpointId, recipient.personId, recipient.address);
  await stage.record('person', recipient.personId, [
    PersonRegistered({ personId: recipient.personId, sideId: ru }),
    EndpointAdded({ endpointId: recipient.endpointId, channel: 'mail' }),
  ]);
  await stage.record('protocol', protocolId, aProtocolInEffect());
  await stage.record('actionItem', itemSample.itemId, anActiveItem());
  await stage.settled();
}

let appended = 0;

async function record(
  app: TestingModule,
  category: string,
  id: string,
  events: readonly DomainEvent[],
  part: Partial<EventMetadata> = {},
): Promise<void> {
  const log = app.get(EventLog);
  const stream = streamOf(category, id);
  const known = await log.read(stream, 0n);
  const commandId = uuid5('stage', (appended += 1));
  const metadata: EventMetadata = {
    schemaVersion: 1,
    commandId,
    commandHash: '0'.repeat(64),
    correlationId: commandId,
    causationId: commandId,
    actor: { accountId: uuid5('stage', 'account'), officeId: null, sideId: null },
    effectiveDate: '2019-09-11',
    recordedAt: app.get(ApplicationClock).now(),
    ...part,
  };
  await log.append(
    stream,
    known.at(-1)?.revision ?? -1n,
    events.map(({ type, data }, n) => ({
      id: uuid5('event', commandId, n),
      type,
      data: data as Record<string, unknown>,
      metadata,
    })),
  );
}
