import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '#kernel/domain-error';
import type { SideId } from '#kernel/values';
import { answeredAt, pageOf, reading, type Page } from '#read-models/answers';
import { Database } from '#read-models/database';
import type { ReadAt } from '#read-models/read-at';
import { ReadPosition } from '#read-models/read-position';
import { standing } from '#read-models/view-table';
import { protocolRegister, protocolTable, type ProtocolRow } from './protocol-register.view.js';

const names = z.record(z.string(), z.string());

const summary = z.object({
  id: z.uuid(),
  bodyId: z.uuid(),
  meetingId: z.uuid(),
  number: z.string(),
  titles: names,
  stage: z.enum(['draft', 'textAgreed', 'adopted', 'inEffect']),
  sessionOn: z.iso.date(),
  effectiveOn: z.iso.date().nullable(),
  clauses: z.int(),
  /** Operative clauses, and how many of them have a disposition. */
  operative: z.int(),
  disposed: z.int(),
  revision: z.string(),
});
export const protocolList = z.object({ ...reading, items: z.array(summary), next: z.string().nullable() });
export type ProtocolList = z.output<typeof protocolList>;

export const protocolDetail = z.object({
  ...reading,
  ...summary.omit({ clauses: true }).shape,
  sideIds: z.array(z.uuid()),
  languages: z.array(z.object({ lang: z.string(), authentic: z.boolean() })),
  agreedOn: z.iso.date().nullable(),
  adoptedOn: z.iso.date().nullable(),
  signatures: z.array(z.object({ sideId: z.uuid(), officeId: z.uuid(), signedOn: z.iso.date(), place: names })),
  clauses: z.array(
    z.object({
      clauseId: z.uuid(),
      path: z.string(),
      kind: z.string(),
      sector: z.string().nullable(),
      texts: names,
      disposition: z.enum(['derived', 'noted']).nullable(),
      reasonTextId: z.string().nullable(),
    }),
  ),
});
export type ProtocolDetail = z.output<typeof protocolDetail>;

/** Protocols a side can see, by session, newest first. */
export class ListProtocols extends Query<ProtocolList> {
  constructor(
    readonly viewer: SideId,
    readonly at: ReadAt,
    readonly page: Page,
  ) {
    super();
  }
}

/** One protocol with its clauses. */
export class GetProtocol extends Query<ProtocolDetail> {
  constructor(
    readonly viewer: SideId,
    readonly at: ReadAt,
    readonly id: string,
  ) {
    super();
  }
}

@QueryHandler(ListProtocols)
export class ListProtocolsHandler implements IQueryHandler<ListProtocols> {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
  ) {}

  async execute({ viewer, at, page }: ListProtocols): Promise<ProtocolList> {
    const read = await this.positions.resolve(protocolRegister.name, at);
    const rows = await this.db.query<ProtocolRow>(
      `select * from ${protocolTable.name} where ${standing(1)} and viewer_side_id = $2
         and ($3::date is null or (session_on, protocol_id) < ($3::date, $4::uuid))
       order by session_on desc, protocol_id desc limit $5`,
      [read.position, viewer, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit + 1],
    );
    const { items, next } = pageOf(rows, page, (row) => [row.session_on, row.protocol_id]);
    return {
      ...answeredAt(read),
      items: items.map((row) => ({ ...summaryOf(row), clauses: row.doc.clauses.length })),
      next,
    };
  }
}

@QueryHandler(GetProtocol)
export class GetProtocolHandler implements IQueryHandler<GetProtocol> {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
  ) {}

  async execute({ viewer, at, id }: GetProtocol): Promise<ProtocolDetail> {
    const read = await this.positions.resolve(protocolRegister.name, at);
    const [row] = await this.db.query<ProtocolRow>(
      `select * from ${protocolTable.name} where protocol_id = $2 and viewer_side_id = $3 and ${standing(1)}`,
      [read.position, id, viewer],
    );
    if (!row) throw new DomainError('protocols/unknown', 'missing');
    return { ...answeredAt(read), ...row.doc, ...summaryOf(row) } as ProtocolDetail;
  }
}

function summaryOf(row: ProtocolRow) {
  const operative = row.doc.clauses.filter(({ kind }) => kind === 'decision' || kind === 'instruction');
  return {
    id: row.protocol_id,
    bodyId: row.body_id,
    meetingId: row.meeting_id,
    number: row.number,
    titles: row.doc.titles,
    stage: row.stage as ProtocolDetail['stage'],
    sessionOn: row.session_on,
    effectiveOn: row.doc.effectiveOn,
    operative: operative.length,
    disposed: operative.filter(({ disposition }) => disposition !== null).length,
    revision: String(row.revision),
  };
}
