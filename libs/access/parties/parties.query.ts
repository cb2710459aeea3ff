import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { LocalDate, Names } from '#kernel/values';
import { localDateAt } from '#deadlines/local-time';
import { Database } from '#read-models/database';
import { accessOffices, accessSides, type OfficeRow, type SideRow } from './parties.view.js';

export interface Side {
  readonly sideId: string;
  readonly code: string;
  readonly names: Names;
  /** IANA name. */
  readonly timeZone: string;
}

export interface Office {
  readonly officeId: string;
  readonly sideId: string;
  readonly names: Names;
}

/** Sides and offices of those who are signed in. Neither changes once registered, so what was found is kept. */
@Injectable()
export class Parties {
  private readonly sides = new Map<string, Side>();
  private readonly offices = new Map<string, Office>();
  private readonly days = new Map<string, { minute: string; day: LocalDate }>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Undefined when the view has not seen it (yet). */
  async side(sideId: string): Promise<Side | undefined> {
    const known = this.sides.get(sideId);
    if (known) return known;
    const [row] = await this.rows<SideRow>(
      `select side_id, code, names, time_zone from ${accessSides.name} where side_id = $1`,
      sideId,
    );
    if (!row) return undefined;
    const side = { sideId: row.side_id, code: row.code, names: row.names, timeZone: row.time_zone };
    this.sides.set(sideId, side);
    return side;
  }

  /** Undefined when the view has not seen it (yet). */
  async office(officeId: string): Promise<Office | undefined> {
    const known = this.offices.get(officeId);
    if (known) return known;
    const [row] = await this.rows<OfficeRow>(
      `select office_id, side_id, names from ${accessOffices.name} where office_id = $1`,
      officeId,
    );
    if (!row) return undefined;
    const office = { officeId: row.office_id, sideId: row.side_id, names: row.names };
    this.offices.set(officeId, office);
    return office;
  }

  /** Today on the side's wall, by the application clock; without a side, or with one not known yet, in UTC. */
  async today(sideId: string | null): Promise<LocalDate> {
    const side = sideId === null ? undefined : await this.side(sideId);
    return this.dayIn(side?.timeZone ?? 'UTC');
  }

  /** Asked with every request: worked out once a minute per zone, for no zone changes its day within a minute. */
  private dayIn(zone: string): LocalDate {
    const now = this.clock.now();
    const minute = now.slice(0, 'YYYY-MM-DDTHH:MM'.length);
    const known = this.days.get(zone);
    if (known?.minute === minute) return known.day;
    const day = localDateAt(now, zone);
    this.days.set(zone, { minute, day });
    return day;
  }

  /** Before the worker has run for the first time there is no table; then nothing is known yet. */
  private async rows<R>(sql: string, id: string): Promise<R[]> {
    try {
      return await this.db.query<R>(sql, [id]);
    } catch (error) {
      if ((error as { code?: string }).code === '42P01') return [];
      throw error;
    }
  }
}
