import { Global, Module } from '@nestjs/common';
import { TextVault } from '#event-store/free-text';
import { handlersOf } from '#event-store/handlers-of';
import { capability } from '#read-models/registry';
import { EstablishBody, FormNationalPart, JoinBody } from './body.commands.js';
import { bodyDecider } from './body.decider.js';
import { bodyEvents } from './body.events.js';
import {
  GetBodyHandler,
  GetInstitutionHandler,
  GetSideHandler,
  ListBodiesHandler,
  ListInstitutionsHandler,
  ListSidesHandler,
} from './directory-view/directory.query.js';
import { directoryView } from './directory-view/directory.view.js';
import { DirectoryEntries } from './directory-view/entries.query.js';
import { GetOfficeHandler, ListOfficesHandler } from './directory-view/offices.query.js';
import { GetPersonHandler, ListPersonsHandler } from './directory-view/persons.query.js';
import { directoryTexts } from './directory.texts.js';
import { RegisterInstitution } from './institution.commands.js';
import { institutionDecider } from './institution.decider.js';
import { institutionEvents } from './institution.events.js';
import { CreateOffice, EndTenure, StartTenure } from './office.commands.js';
import { officeDecider } from './office.decider.js';
import { officeEvents } from './office.events.js';
import { InstitutionsController, OfficesController } from './offices.controller.js';
import { PeopleVault } from './people-vault.js';
import { AddEndpointHandler, PersonKeeping, RegisterPersonHandler } from './person-keeping.js';
import { DeclareEndpointDead } from './person.commands.js';
import { personDecider } from './person.decider.js';
import { personEvents } from './person.events.js';
import { PersonsController } from './persons.controller.js';
import { PublishSideCalendar, RegisterSide } from './side.commands.js';
import { sideDecider } from './side.decider.js';
import { sideEvents } from './side.events.js';
import { BodiesController, SidesController } from './sides-and-bodies.controller.js';
import { PgTextVault } from './text-vault.js';
import { vaultMigrations } from './vault.schema.js';

/**
 * Sides, bodies, institutions, offices and who holds them, persons; and the vault of what must be erasable. Global, since
 * every command with a free text needs the vault.
 */
@Global()
@Module({
  controllers: [SidesController, BodiesController, InstitutionsController, OfficesController, PersonsController],
  providers: [
    ...handlersOf(sideDecider, RegisterSide, PublishSideCalendar),
    ...handlersOf(bodyDecider, EstablishBody, JoinBody, FormNationalPart),
    ...handlersOf(institutionDecider, RegisterInstitution),
    ...handlersOf(officeDecider, CreateOffice, StartTenure, EndTenure),
    ...handlersOf(personDecider, DeclareEndpointDead),
    PersonKeeping,
    RegisterPersonHandler,
    AddEndpointHandler,
    { provide: TextVault, useClass: PgTextVault },
    PeopleVault,
    DirectoryEntries,
    ListSidesHandler,
    GetSideHandler,
    ListBodiesHandler,
    GetBodyHandler,
    ListInstitutionsHandler,
    GetInstitutionHandler,
    ListOfficesHandler,
    GetOfficeHandler,
    ListPersonsHandler,
    GetPersonHandler,
    capability({
      name: 'directory',
      categories: ['side', 'body', 'institution', 'office', 'person'],
      events: [...sideEvents, ...bodyEvents, ...institutionEvents, ...officeEvents, ...personEvents],
      views: [directoryView],
      migrations: vaultMigrations,
      texts: directoryTexts,
    }),
  ],
  exports: [TextVault, PeopleVault],
})
export class DirectoryModule {}
