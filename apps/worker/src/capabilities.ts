import { ActionItemsModule } from '#action-items/action-items.module';
import { DirectoryModule } from '#directory/directory.module';
import { MeetingsModule } from '#meetings/meetings.module';
import { ProjectsModule } from '#projects/projects.module';
import { ProtocolsModule } from '#protocols/protocols.module';
import { ReportsModule } from '#reports/reports.module';

/**
 * The capabilities of the product, in their order; the same list as the API's (test/architecture/capabilities.spec.ts),
 * because apps do not import each other.
 */
export const capabilities = [
  DirectoryModule,
  MeetingsModule,
  ProtocolsModule,
  ProjectsModule,
  ActionItemsModule,
  ReportsModule,
];
