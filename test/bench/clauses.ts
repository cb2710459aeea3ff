import { randomUUID } from 'node:crypto';
import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { HttpConnection } from './http-connection.js';
import type { Act } from './load.js';

/** A draft that clauses are added to, by one command at a time: each carries the revision before it. */
interface Draft {
  readonly id: string;
  revision: number;
  clauses: number;
}

/** A command that was acknowledged. */
export interface Acknowledged {
  readonly id: string;
  readonly path: string;
  readonly revision: string;
  readonly position: string;
}

const texts = {
  ru: 'Стороны поручают рабочей группе подготовить предложения о поставке оборудования для металлургии и доложить о них.',
  es: 'Las Partes encargan al grupo de trabajo preparar propuestas de suministro de equipos para la metalurgia e informar.',
  en: 'The Parties instruct the working group to prepare proposals on equipment for metallurgy and to report on them.',
};

/** Adds clauses to a set of drafts, each time to the one that has rested longest, and keeps what was acknowledged. */
export class ClauseCommands {
  readonly acknowledged: Acknowledged[] = [];
  private readonly resting: Draft[];

  /** @param cookie of a signed-in secretary; the peer passes over it */
  constructor(
    readonly drafts: readonly string[],
    private readonly cookie: string,
  ) {
    this.resting = drafts.map((id) => ({ id, revision: 0, clauses: 0 }));
  }

  readonly add: Act = async (connection) => {
    await this.addOne(connection);
  };

  /** @throws Error when it is not answered with 200 */
  async addOne(connection: HttpConnection): Promise<Acknowledged> {
    const draft = this.resting.shift();
    if (!draft) throw new Error('more commands at once than drafts');
    const path = `9.${draft.clauses + 1}`;
    const headers = { Cookie: this.cookie, 'If-Match': `"${draft.revision}"`, 'Idempotency-Key': randomUUID() };
    const body = JSON.stringify({ path, kind: 'decision', sector: 'metallurgy', texts });
    const answer = await connection.send('POST', `/api/v1/protocols/${draft.id}/clauses`, headers, body);
    if (answer.status !== 200) throw new Error(`a command answered ${answer.status} ${answer.body}`);
    const { revision, position } = JSON.parse(answer.body) as Acknowledged;
    draft.revision = Number(revision);
    draft.clauses += 1;
    this.resting.push(draft);
    const acknowledged = { id: draft.id, path, revision, position };
    this.acknowledged.push(acknowledged);
    return acknowledged;
  }
}

/** Drafts protocols without clauses, by the secretary's commands. @returns their ids */
export async function draftProtocols(url: string, cookie: string, count: number): Promise<string[]> {
  const connection = await HttpConnection.open(url);
  const meetings = await connection.send('GET', '/api/v1/meetings', { Cookie: cookie });
  const { items } = JSON.parse(meetings.body) as { items: { id: string; bodyId: string; schedule: object | null }[] };
  const meeting = items.find(({ schedule }) => schedule !== null);
  if (!meeting) throw new Error(`no meeting with a date: ${meetings.status}`);
  const ids: string[] = [];
  for (let n = 1; n <= count; n += 1) {
    const body = {
      bodyId: meeting.bodyId,
      meetingId: meeting.id,
      number: `bench-${n}`,
      titles: { ru: `Протокол ${n}`, es: `Protocolo ${n}`, en: `Protocol ${n}` },
      languages: Object.keys(texts).map((lang) => ({ lang, authentic: lang !== 'en' })),
    };
    const headers = { Cookie: cookie, 'Idempotency-Key': `bench-${n}` };
    const answer = await connection.send('POST', '/api/v1/protocols', headers, JSON.stringify(body));
    if (answer.status !== 201) throw new Error(`a draft answered ${answer.status} ${answer.body}`);
    ids.push((JSON.parse(answer.body) as { id: string }).id);
  }
  connection.close();
  return ids;
}

export interface LogCheck {
  readonly events: number;
  /** What does not agree; empty when everything does. */
  readonly faults: readonly string[];
  /** Mean size of an event with its metadata, bytes of JSON. */
  readonly bytes: number;
}

/**
 * Compares the streams in the log with what was acknowledged: as many clauses as commands, revisions without gap or
 * repeat, no command or event twice, and each receipt true.
 */
export async function checkLog(client: KurrentDBClient, category: string, commands: ClauseCommands): Promise<LogCheck> {
  const faults: string[] = [];
  const told = new Map(commands.acknowledged.map((one) => [`${one.id} ${one.revision}`, one]));
  const seen = new Set<string>();
  let events = 0;
  let bytes = 0;
  for (const id of commands.drafts) {
    let expected = 0n;
    for await (const { event } of client.readStream(`${category}-${id}`)) {
      if (!event || event.revision !== expected) faults.push(`${id}: revision ${event?.revision}, not ${expected}`);
      expected += 1n;
      if (event?.type !== 'ClauseAdded') continue;
      const data = event.data as { path: string };
      const { commandId } = event.metadata as { commandId: string };
      const receipt = told.get(`${id} ${event.revision}`);
      if (receipt?.path !== data.path || receipt.position !== String(event.position?.commit))
        faults.push(`${id}@${event.revision}: ${data.path} was not acknowledged so`);
      for (const once of [event.id, commandId]) {
        if (seen.has(once)) faults.push(`${id}@${event.revision}: ${once} is there twice`);
        seen.add(once);
      }
      events += 1;
      bytes += Buffer.byteLength(JSON.stringify(event.data)) + Buffer.byteLength(JSON.stringify(event.metadata));
    }
  }
  if (events !== commands.acknowledged.length)
    faults.push(`${events} events, ${commands.acknowledged.length} commands acknowledged`);
  return { events, faults, bytes: events === 0 ? 0 : bytes / events };
}
