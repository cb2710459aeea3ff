import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { Client, type Command, type Receipt } from './client.js';
import { signIn } from './people.js';

/** A small working group of two sides on which load can be put. */
export interface Commission {
  /** Secretaries of the two sides. */
  readonly secretaries: readonly [Client, Client];
  readonly sideIds: readonly [string, string];
  readonly bodyId: string;
  readonly meetingId: string;
  /** A protocol in effect, with a clause for each item that is to be derived. */
  readonly protocolId: string;
  readonly clauseIds: readonly string[];
  readonly officeIds: readonly [string, string];
  /** An item that both sides report on, with the revisions of their halves that were last seen. */
  readonly itemId: string;
  readonly halves: [string, string];
}

const names = (en: string) => ({ en });
const day = '2025-01-15';

/** A command with a key and a marker of its own. */
export const command = (path: string, body: object, part: Partial<Command> = {}): Command => {
  const key = randomUUID();
  return { path, body, key, marker: key, ...part };
};

/** Sets the working group up through the API. @param clauses how many items can be derived */
export async function found(db: pg.Pool, urls: () => readonly string[], clauses: number): Promise<Commission> {
  const administrator = new Client(urls, await signIn(db, { role: 'administrator' }));
  const sides = [await side(administrator, 'FA'), await side(administrator, 'FB')] as const;
  const sideIds = [sides[0].sideId, sides[1].sideId] as const;
  const officeIds = [sides[0].officeId, sides[1].officeId] as const;
  const secretary = async (n: 0 | 1) =>
    new Client(urls, await signIn(db, { role: 'secretary', sideId: sideIds[n], officeId: officeIds[n] }));
  const secretaries = [await secretary(0), await secretary(1)] as const;
  const [first] = secretaries;
  const body = { code: 'FAULTS', kind: 'workingGroup', names: names('Faults'), languages: ['en'], sideIds };
  const { id: bodyId } = await administrator.must(command('/api/v1/bodies', body));
  const { id: meetingId } = await session(first, bodyId);
  const protocol = await signedProtocol(secretaries, { bodyId, meetingId, sideIds, officeIds, clauses });
  const base = { secretaries, sideIds, officeIds, bodyId, meetingId, ...protocol };
  const [clauseId, ...clauseIds] = protocol.clauseIds;
  const item = await first.must(deriving(base, clauseId!, 'REPORTED'));
  const commission: Commission = { ...base, clauseIds, itemId: item.id, halves: ['', ''] };
  for (const n of [0, 1] as const) {
    const { ifMatch: _none, ...begins } = reporting(commission, n);
    commission.halves[n] = (await secretaries[n].must(begins)).revision;
  }
  return commission;
}

async function side(administrator: Client, code: string): Promise<{ sideId: string; officeId: string }> {
  const { id: sideId, revision } = await administrator.must(
    command('/api/v1/sides', {
      code,
      names: names(code),
      timeZone: 'Etc/UTC',
      weekend: [6, 7],
      defaultLanguage: 'en',
      rounding: 'next',
    }),
  );
  const calendar = { holidays: [], workingWeekends: [], source: 'invented' };
  await administrator.must(command(`/api/v1/sides/${sideId}/calendars`, calendar, { ifMatch: revision }));
  const institution = { sideId, code: 'MIN', names: names(`Ministry of ${code}`) };
  const { id: institutionId } = await administrator.must(command('/api/v1/institutions', institution));
  const office = { sideId, institutionId, names: names(`Secretariat of ${code}`), language: 'en' };
  const { id: officeId } = await administrator.must(command('/api/v1/offices', office));
  return { sideId, officeId };
}

async function session(secretary: Client, bodyId: string): Promise<Receipt> {
  const proposed = await secretary.must(
    command('/api/v1/meetings', { bodyId, kind: 'session', titles: names('Session') }),
  );
  const schedule = { startsOn: day, endsOn: day, timeZone: 'Etc/UTC', place: names('Anywhere') };
  const path = `/api/v1/meetings/${proposed.id}/schedule`;
  return secretary.must(command(path, schedule, { ifMatch: proposed.revision }));
}

/** A draft of a protocol with operative clauses 1, 2, …, each with its number as wording. */
export function drafting(bodyId: string, meetingId: string, number: string, clauses: number): Command {
  return command(
    '/api/v1/protocols',
    {
      bodyId,
      meetingId,
      number,
      titles: names(number),
      languages: [{ lang: 'en', authentic: true }],
      clauses: Array.from({ length: clauses }, (_, n) => ({
        path: String(n + 1),
        kind: 'instruction',
        texts: names(`Clause ${n + 1}`),
      })),
    },
    { marker: number },
  );
}

interface Signing extends Pick<Commission, 'bodyId' | 'meetingId' | 'sideIds' | 'officeIds'> {
  readonly clauses: number;
}

async function signedProtocol(
  secretaries: readonly [Client, Client],
  { bodyId, meetingId, sideIds, officeIds, clauses }: Signing,
): Promise<{ protocolId: string; clauseIds: string[] }> {
  const drafted = await secretaries[0].must(drafting(bodyId, meetingId, 'IN-EFFECT', clauses));
  const path = `/api/v1/protocols/${drafted.id}`;
  const next = async (client: Client, what: string, body: object, { revision }: Receipt) =>
    client.must(command(`${path}/${what}`, body, { ifMatch: revision }));
  let last = await next(secretaries[0], 'text-agreement', { agreedOn: day }, drafted);
  last = await next(secretaries[1], 'adoption', { adoptedOn: day }, last);
  for (const n of [0, 1] as const) {
    const signature = { sideId: sideIds[n], officeId: officeIds[n], signedOn: day, place: names('Anywhere') };
    last = await next(secretaries[n], 'signatures', signature, last);
  }
  const found = await secretaries[0].get<{ clauses: { clauseId: string }[] }>(`${path}?minPosition=${last.position}`);
  return { protocolId: drafted.id, clauseIds: found.clauses.map(({ clauseId }) => clauseId) };
}

/** Takes a clause on control. Without a deadline, so that nobody is ever reminded of it. */
export function deriving(
  { protocolId, sideIds, officeIds }: Pick<Commission, 'protocolId' | 'sideIds' | 'officeIds'>,
  clauseId: string,
  number: string,
): Command {
  const half = (n: 0 | 1) => ({
    sideId: sideIds[n],
    leadOfficeId: officeIds[n],
    validatorOfficeId: officeIds[n],
    deadline: { kind: 'unspecified' },
  });
  const body = {
    protocolId,
    clauseIds: [clauseId],
    number,
    titles: names(number),
    jointRule: 'all',
    obligations: [half(0), half(1)],
  };
  return command('/api/v1/action-items', body, { marker: number });
}

/** A report of one side on the item that both report on; many may stand on one stream. */
export function reporting({ itemId, sideIds, halves }: Commission, side: 0 | 1): Command {
  const marker = `report ${randomUUID()}`;
  const path = `/api/v1/action-items/${itemId}/obligations/${sideIds[side]}/progress-reports`;
  return command(path, { report: { lang: 'en', text: marker } }, { marker, ifMatch: halves[side] });
}
