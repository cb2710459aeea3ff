import { day, derivation, names, signature, stages, text } from './commission-stages.js';
import type { Answer, Commission, Made, TwoCommissions, Who } from './two-commissions.js';

/** One request that does an operation, to a thing of one commission's first side. */
export interface Attempt {
  /** Such as `/api/v1/board`. */
  readonly url: string;
  readonly body?: object;
  /** Revision for If-Match. */
  readonly ifMatch?: string;
  /** Whether the answer shows the thing that is meant; left out when a success says it all. */
  readonly shows?: (answer: Answer) => boolean;
  /** Signs in anew before the attempt: it ends the session it is made in. */
  readonly endsSession?: boolean;
  /** The answer is a stream: what it has sent is read until this text comes. */
  readonly streamsUntil?: string;
}

type Recipe = (world: TwoCommissions, commission: Commission) => Promise<Attempt>;

const api = (path: string) => `/api/v1/${path}`;
const post = (path: string, body: object, made?: Pick<Made, 'revision'>): Attempt => ({
  url: api(path),
  body,
  ...(made && { ifMatch: made.revision }),
});

/** An attempt at one side's half of an item. */
const half = (world: TwoCommissions, commission: Commission, kind: string, body: object) =>
  stages
    .item(world, commission)
    .then(({ id }) => post(`action-items/${id}/obligations/${commission.party.sideId}/${kind}`, body));

/** A list that is asked for and the thing that may stand in it. */
const list = (world: TwoCommissions, path: string, id: string): Attempt => ({
  url: `${api(path)}?limit=500&minPosition=${world.position}`,
  shows: ({ body }) => JSON.stringify(body).includes(id),
});
const one = (world: TwoCommissions, path: string): Attempt => ({ url: `${api(path)}?minPosition=${world.position}` });

const account = async (world: TwoCommissions, { party }: Commission): Promise<string> => {
  const login = `kept-${world.next()}`;
  const at = { sideId: party.sideId, officeId: party.lead, roles: ['responder'] };
  const body = { login, password: 'long enough to sign in', language: 'en', ...at };
  const answer = await world.ask('POST', api('accounts'), world.administrator, body);
  return String(answer.body['accountId']);
};

const directory: Readonly<Record<string, Recipe>> = {
  async RegisterSide(world) {
    const where = { timeZone: 'UTC', weekend: [7], defaultLanguage: 'en', rounding: 'next' };
    return post('sides', { code: `S-${world.next()}`, names, ...where });
  },
  async PublishSideCalendar(world, { party }) {
    const { revision } = await world.read<Made>(world.administrator, `sides/${party.sideId}`);
    const body = { holidays: ['2026-05-01'], workingWeekends: [], source: `Decree ${world.next()}` };
    return post(`sides/${party.sideId}/calendars`, body, { revision });
  },
  EstablishBody: async (world, { party }) =>
    post('bodies', { code: `B-${world.next()}`, kind: 'council', names, languages: ['en'], sideIds: [party.sideId] }),
  async JoinBody(world, { party }) {
    const body = { code: `B-${world.next()}`, kind: 'council', names, languages: ['en'] };
    const made = await world.make(world.administrator, 'bodies', body);
    return post(`bodies/${made.id}/sides`, { sideId: party.sideId }, made);
  },
  async FormNationalPart(world, { bodyId, party }) {
    const { revision } = await world.read<Made>(world.administrator, `bodies/${bodyId}`);
    const offices = { chairOfficeId: party.lead, secretaryOfficeId: party.secretariat };
    return post(`bodies/${bodyId}/national-parts`, { sideId: party.sideId, ...offices }, { revision });
  },
  RegisterInstitution: async (world, { party }) =>
    post('institutions', { sideId: party.sideId, code: `M-${world.next()}`, names }),
  CreateOffice: async (_world, { party: { sideId, institutionId } }) =>
    post('offices', { sideId, institutionId, names, language: 'en' }),
  async StartTenure(world, commission) {
    const office = await stages.office(world, commission);
    return post(`offices/${office.id}/tenures`, { personId: commission.party.personId, startsOn: day }, office);
  },
  async EndTenure(world, commission) {
    const office = await stages.office(world, commission);
    const body = { personId: commission.party.personId, startsOn: day };
    const made = await world.make(world.administrator, `offices/${office.id}/tenures`, body, '0');
    const read = await world.read<{ tenures: { tenureId: string }[] }>(world.administrator, `offices/${office.id}`);
    const { tenureId } = read.tenures[0]!;
    return post(`offices/${office.id}/tenure-endings`, { tenureId, endsOn: '2026-03-01' }, made);
  },
  RegisterPerson: async (_world, { party }) => post('persons', { sideId: party.sideId, displayNames: names }),
  async AddEndpoint(world, commission) {
    const person = await stages.person(world, commission);
    return post(`persons/${person.id}/endpoints`, { mailAddress: `q${world.next()}@side.example` }, person);
  },
  async DeclareEndpointDead(world, commission) {
    const person = await stages.person(world, commission);
    return post(`persons/${person.id}/endpoint-deaths`, { endpointId: person.endpointId, reason: 'left' }, person);
  },
};

const joint: Readonly<Record<string, Recipe>> = {
  ProposeMeeting: async (_world, { bodyId }) => post('meetings', { bodyId, kind: 'businessMeeting', titles: names }),
  async AgreeMeetingWindow(world, commission) {
    const meeting = await stages.meeting(world, commission);
    return post(`meetings/${meeting.id}/window`, { from: day, until: day }, meeting);
  },
  async ScheduleMeeting(world, commission) {
    const meeting = await stages.meeting(world, commission);
    const body = { startsOn: day, endsOn: day, timeZone: 'UTC', place: names };
    return post(`meetings/${meeting.id}/schedule`, body, meeting);
  },
  async HoldMeeting(world, commission) {
    const meeting = await stages.scheduled(world, commission);
    return post(`meetings/${meeting.id}/holding`, { startedOn: day, endedOn: day }, meeting);
  },
  async DraftProtocol(world, commission) {
    const meetingId = (await stages.scheduled(world, commission)).id;
    const languages = [{ lang: 'en', authentic: true }];
    const number = `P-${world.next()}`;
    return post('protocols', { bodyId: commission.bodyId, meetingId, number, titles: names, languages });
  },
  async AddClause(world, commission) {
    const draft = await stages.draft(world, commission);
    return post(`protocols/${draft.id}/clauses`, { path: '3', kind: 'decision', texts: names }, draft);
  },
  async RewordClause(world, commission) {
    const draft = await stages.draft(world, commission);
    const body = { clauseId: draft.clauseId, texts: { en: 'In other words' } };
    return post(`protocols/${draft.id}/clause-rewordings`, body, draft);
  },
  async RemoveClause(world, commission) {
    const draft = await stages.draft(world, commission);
    return post(`protocols/${draft.id}/clause-removals`, { clauseId: draft.clauseId }, draft);
  },
  async AgreeText(world, commission) {
    const draft = await stages.draft(world, commission);
    return post(`protocols/${draft.id}/text-agreement`, { agreedOn: day }, draft);
  },
  async AdoptProtocol(world, commission) {
    const agreed = await stages.agreed(world, commission);
    return post(`protocols/${agreed.id}/adoption`, { adoptedOn: day }, agreed);
  },
  async DisposeClause(world, commission) {
    const adopted = await stages.adopted(world, commission);
    const body = { clauseId: adopted.clauseId, disposition: 'noted', reason: text };
    return post(`protocols/${adopted.id}/clause-dispositions`, body, adopted);
  },
  async SignProtocol(world, commission) {
    const adopted = await stages.adopted(world, commission);
    return post(`protocols/${adopted.id}/signatures`, signature(commission.party), adopted);
  },
  ProposeProject: async (world, { bodyId }) =>
    post('projects', { bodyId, code: `J-${world.next()}`, names, proposedOn: day }),
  async RecordEstimate(world, commission) {
    const project = await stages.project(world, commission);
    const body = { amount: '1000', approximate: true, currency: 'USD', asOfDate: day, source: 'A test' };
    return post(`projects/${project.id}/estimates`, body, project);
  },
  async ReachProjectStage(world, commission) {
    const project = await stages.project(world, commission);
    return post(`projects/${project.id}/stages`, { stage: 'underStudy', reachedOn: day }, project);
  },
  async DeriveActionItem(world, commission) {
    const protocol = await stages.inEffect(world, commission);
    return post('action-items', derivation(world, commission, protocol));
  },
  async RemoveFromControl(world, commission) {
    const item = await stages.fulfilled(world, commission);
    return post(`action-items/${item.id}/removal`, { removedOn: day, basis: text }, item);
  },
};

const halves: Readonly<Record<string, Recipe>> = {
  ReportProgress: (world, commission) => half(world, commission, 'progress-reports', { report: text }),
  ReportCompletion: (world, commission) =>
    half(world, commission, 'completion-reports', { completedOn: day, report: text }),
  async ReturnReport(world, commission) {
    const { item, report, reportId } = await stages.reported(world, commission);
    const path = `action-items/${item.id}/obligations/${commission.party.sideId}/report-returns`;
    return post(path, { reportId, reason: text }, report);
  },
  async ValidateObligation(world, commission) {
    const { item, reportId } = await stages.reported(world, commission);
    return post(`action-items/${item.id}/validations`, { sideId: commission.party.sideId, reportId }, item);
  },
};

/** Reads of what a commission has. */
const reads: Readonly<Record<string, Recipe>> = {
  'GET /api/v1/sides': async (world, { party }) => list(world, 'sides', party.sideId),
  'GET /api/v1/sides/:id': async (world, { party }) => one(world, `sides/${party.sideId}`),
  'GET /api/v1/bodies': async (world, { bodyId }) => list(world, 'bodies', bodyId),
  'GET /api/v1/bodies/:id': async (world, { bodyId }) => one(world, `bodies/${bodyId}`),
  'GET /api/v1/institutions': async (world, { party }) => list(world, 'institutions', party.institutionId),
  'GET /api/v1/institutions/:id': async (world, { party }) => one(world, `institutions/${party.institutionId}`),
  'GET /api/v1/offices': async (world, { party }) => list(world, 'offices', party.lead),
  'GET /api/v1/offices/:id': async (world, { party }) => one(world, `offices/${party.lead}`),
  'GET /api/v1/persons': async (world, { party }) => list(world, 'persons', party.personId),
  'GET /api/v1/persons/:id': async (world, { party }) => one(world, `persons/${party.personId}`),
  'GET /api/v1/meetings': async (world, commission) =>
    list(world, 'meetings', (await stages.meeting(world, commission)).id),
  'GET /api/v1/meetings/:id': async (world, commission) =>
    one(world, `meetings/${(await stages.meeting(world, commission)).id}`),
  'GET /api/v1/protocols': async (world, commission) =>
    list(world, 'protocols', (await stages.draft(world, commission)).id),
  'GET /api/v1/protocols/:id': async (world, commission) =>
    one(world, `protocols/${(await stages.draft(world, commission)).id}`),
  'GET /api/v1/projects': async (world, commission) =>
    list(world, 'projects', (await stages.project(world, commission)).id),
  'GET /api/v1/projects/:id': async (world, commission) =>
    one(world, `projects/${(await stages.project(world, commission)).id}`),
  'GET /api/v1/board': async (world, commission) => list(world, 'board', (await stages.item(world, commission)).id),
  async 'GET /api/v1/board/compare'(world, commission) {
    const { id } = await stages.item(world, commission);
    const { shows } = list(world, 'board', id);
    return { url: `${api('board/compare')}?from=2026-01-01T00:00:00Z&minPosition=${world.position}`, shows };
  },
  'GET /api/v1/action-items/:id': async (world, commission) =>
    one(world, `action-items/${(await stages.item(world, commission)).id}`),
  'GET /api/v1/action-items/:id/why': async (world, commission) =>
    one(world, `action-items/${(await stages.item(world, commission)).id}/why`),
  async 'GET /api/v1/feed'(world, commission) {
    const { id } = await stages.project(world, commission);
    // Whoever reads for the first side sees this one after it.
    const last = await stages.project(world, world.own);
    return { url: api('feed'), shows: ({ body }) => String(body['sent']).includes(id), streamsUntil: last.id };
  },
  async 'GET /api/v1/moments'(world, commission) {
    // The last thing that happened: whoever may see it sees it one step back.
    const { id } = await stages.project(world, commission);
    return list(world, 'moments', id);
  },
  'GET /api/v1/mailbox': async (_world, { party }) => ({
    url: `${api('mailbox')}?limit=500`,
    shows: ({ body }) => JSON.stringify(body).includes(party.mail),
  }),
  async 'GET /api/v1/mailbox/:id'(world, { party }) {
    const mails = await world.read<{ items: { id: string; to: string[] }[] }>(party.secretary, 'mailbox');
    return { url: api(`mailbox/${mails.items.find(({ to }) => to.includes(party.mail))!.id}`) };
  },
};

const signedIn: Readonly<Record<string, Recipe>> = {
  'GET /api/v1/sessions/current': async () => ({ url: api('sessions/current') }),
  'DELETE /api/v1/sessions/current': async () => ({ url: api('sessions/current'), endsSession: true }),
  'GET /api/v1/demo/clock': async () => ({ url: api('demo/clock') }),
  'POST /api/v1/demo/clock/advance': async () => ({ url: api('demo/clock/advance'), body: { by: 'PT1S' } }),
  async 'GET /api/v1/accounts'(world, commission) {
    const id = await account(world, commission);
    return { url: `${api('accounts')}?limit=500`, shows: ({ body }) => JSON.stringify(body).includes(id) };
  },
  async 'POST /api/v1/accounts'(world, { party: { sideId, secretariat } }) {
    const credentials = { login: `new-${world.next()}`, password: 'long enough to sign in', language: 'en' };
    return { url: api('accounts'), body: { ...credentials, roles: ['secretary'], sideId, officeId: secretariat } };
  },
  'POST /api/v1/accounts/:id/assignments': async (world, commission) => ({
    url: api(`accounts/${await account(world, commission)}/assignments`),
    body: { roles: ['coChair'], sideId: commission.party.sideId },
  }),
  'POST /api/v1/accounts/:id/disable': async (world, commission) => ({
    url: api(`accounts/${await account(world, commission)}/disable`),
    body: {},
  }),
};

/** How each operation is tried: operations without a route are missing. */
export const recipes: Readonly<Record<string, Recipe>> = { ...directory, ...joint, ...halves, ...reads, ...signedIn };

/** Makes the attempt, and reads a stream as far as it matters. */
export async function attempt(world: TwoCommissions, method: string, of: Attempt, who: Who): Promise<Answer> {
  if (of.streamsUntil !== undefined) return streamed(world, of, who);
  const key = { 'idempotency-key': `attempt ${world.next()}` };
  const headers = { ...who, ...key, ...(of.ifMatch && { 'if-match': `"${of.ifMatch}"` }) };
  return world.ask(method, of.url, headers, of.body);
}

async function streamed(world: TwoCommissions, { url, streamsUntil }: Attempt, who: Who): Promise<Answer> {
  const answer = await fetch(`${world.url}${url}`, { headers: { ...who, 'last-event-id': '0' } });
  if (answer.status !== 200) return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  let sent = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body!) {
    sent += decoder.decode(chunk as Uint8Array, { stream: true });
    if (sent.includes(streamsUntil!)) break;
  }
  return { status: 200, body: { sent } };
}
