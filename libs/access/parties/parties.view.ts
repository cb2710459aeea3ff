import type { Names } from '#kernel/values';
import { OfficeCreated } from '#directory/office.events';
import { SideRegistered } from '#directory/side.events';
import { viewTable } from '#read-models/view-table';
import { when, type View } from '#read-models/view';

export interface SideRow {
  side_id: string;
  code: string;
  names: Names;
  time_zone: string;
}

export interface OfficeRow {
  office_id: string;
  side_id: string;
  names: Names;
}

/** What signing in needs to know of a side: its name, and its zone for "today". */
export const accessSides = viewTable<SideRow>({
  name: 'access_side',
  kind: 'current',
  group: 'side_id',
  columns: { side_id: 'uuid not null', code: 'text not null', names: 'jsonb not null', time_zone: 'text not null' },
});

export const accessOffices = viewTable<OfficeRow>({
  name: 'access_office',
  kind: 'current',
  group: 'office_id',
  columns: { office_id: 'uuid not null', side_id: 'uuid not null', names: 'jsonb not null' },
});

/** Who may be signed in for whom: sides and offices as they are called now. */
export const parties: View = {
  name: 'access-parties',
  version: 1,
  tables: [accessSides, accessOffices],
  handlers: new Map([
    when(
      SideRegistered,
      ({ data }, rows) => {
        const { sideId, code, names, timeZone } = data;
        rows.put(accessSides, { side_id: sideId, code, names, time_zone: timeZone });
      },
      ({ data }) => new Map([[accessSides, [data.sideId]]]),
    ),
    when(
      OfficeCreated,
      ({ data }, rows) => {
        rows.put(accessOffices, { office_id: data.officeId, side_id: data.sideId, names: data.names });
      },
      ({ data }) => new Map([[accessOffices, [data.officeId]]]),
    ),
  ]),
};
