import { day, derivation, names, signature, stages, text } from './commission-stages.js';
import { post, type Recipe } from './permission-attempt.js';
import type { Commission, Made, TwoCommissions } from './two-commissions.js';

/** An attempt at one side's half of an item. */
const half = (world: TwoCommissions, commission: Commission, kind: string, body: object) =>
  stages
    .item(world, commission)
    .then(({ id }) => post(`action-items/${id}/obligations/${commission.party.sideId}/${kind}`, body));

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

/** How each command that has a route is tried. */
export const commandRecipes: Readonly<Record<string, Recipe>> = { ...directory, ...joint, ...halves };
