import { stages } from './commission-stages.js';
import { api, list, one, type Recipe } from './permission-attempt.js';
import type { Commission, TwoCommissions } from './two-commissions.js';

const account = async (world: TwoCommissions, { party }: Commission): Promise<string> => {
  const login = `kept-${world.next()}`;
  const at = { sideId: party.sideId, officeId: party.lead, roles: ['responder'] };
  const body = { login, password: 'long enough to sign in', language: 'en', ...at };
  const answer = await world.ask('POST', api('accounts'), world.administrator, body);
  return String(answer.body['accountId']);
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
  'GET /api/v1/views': async () => ({ url: api('views') }),
  'POST /api/v1/views/rebuild': async () => ({ url: api('views/rebuild'), body: { views: ['log-index'] } }),
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

/** How each route that is no command is tried. */
export const routeRecipes: Readonly<Record<string, Recipe>> = { ...reads, ...signedIn };
