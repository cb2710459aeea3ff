import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { operations, roles, type Role } from '#access/permissions';
import { describeApplication, routesOf, type RouteOperation } from '../../apps/api/src/describe-application.js';
import { attempt } from '../support/permission-attempt.js';
import { commandRecipes } from '../support/permission-commands.js';
import { routeRecipes } from '../support/permission-routes.js';
import { TwoCommissions, type Answer, type Who } from '../support/two-commissions.js';

/** What becomes of an attempt; anything else is told as status and code. */
type Outcome = 'done' | 'refused' | 'hidden' | 'notSignedIn' | `${number} ${string}`;
type Whose = 'own' | 'other';
type Asking = Role | 'nobody';

const everyone: readonly Asking[] = [...roles, 'nobody'];
/** How each operation that has a route is tried. */
const recipes = { ...commandRecipes, ...routeRecipes };
const open = ['POST /api/v1/sessions', 'POST /api/v1/setup'];

/** What the table says. */
function promised(operation: string, role: Asking, whose: Whose): Outcome {
  if (role === 'nobody') return 'notSignedIn';
  const reach = operations[operation]![role];
  if (!reach) return 'refused';
  return whose === 'own' || reach === 'any' ? 'done' : 'hidden';
}

function outcomeOf(answer: Answer, shows: ((answer: Answer) => boolean) | undefined): Outcome {
  const { status, body } = answer;
  if (status >= 200 && status < 300) return !shows || shows(answer) ? 'done' : 'hidden';
  if (status === 401) return 'notSignedIn';
  if (status === 403 && body['code'] === 'access/notPermitted') return 'refused';
  // Of another side: forbidden, or as unknown as what does not exist.
  if (status === 403 || status === 404) return 'hidden';
  return `${status} ${String(body['code'])}`;
}

let world: TwoCommissions;
let routes: readonly RouteOperation[];
const people = new Map<Asking, () => Promise<Who>>();

beforeAll(async () => {
  routes = await describeApplication((_app, document) => routesOf(document, (name) => Object.hasOwn(operations, name)));
  world = await TwoCommissions.start();
  const { party } = world.own;
  const at = (officeId: string) => ({ sideId: party.sideId, officeId });
  people.set('secretary', () => world.account('secretary', at(party.secretariat)));
  people.set('responder', () => world.account('responder', at(party.lead)));
  people.set('validator', () => world.account('validator', at(party.validatorOffice)));
  people.set('coChair', () => world.account('coChair', at(party.secretariat)));
  people.set('administrator', () => world.account('administrator'));
  people.set('operator', () => world.operator());
  people.set('system', () => world.system());
  people.set('nobody', async () => ({}));
}, 120_000);

afterAll(() => world?.close());

const signedIn = new Map<Asking, Who>();
async function signedInAs(role: Asking, anew: boolean): Promise<Who> {
  const who = (!anew && signedIn.get(role)) || (await people.get(role)!());
  if (!anew) signedIn.set(role, who);
  return who;
}

const methodOf = (operation: string): string => (operation.includes(' ') ? operation.split(' ')[0]! : 'POST');

/** Tries an operation as everyone, first those who may not: they must leave no trace. */
async function outcomes(operation: string, whose: Whose): Promise<Record<string, Outcome>> {
  const prepare = () => recipes[operation]!(world, world[whose]);
  const tried = new Map<Asking, Outcome>();
  const attemptAs = async (role: Asking, of: Awaited<ReturnType<typeof prepare>>) => {
    const answer = await attempt(world, methodOf(operation), of, await signedInAs(role, of.endsSession ?? false));
    tried.set(role, outcomeOf(answer, of.shows));
  };
  const may = (role: Asking) => promised(operation, role, whose) === 'done';
  const once = await prepare();
  for (const role of everyone) await signedInAs(role, false);
  await world.settled();
  const before = await world.head();
  for (const role of everyone.filter((one) => !may(one))) await attemptAs(role, once);
  expect(await world.head()).toBe(before);
  const changes = methodOf(operation) !== 'GET';
  for (const role of everyone.filter(may)) await attemptAs(role, changes ? await prepare() : once);
  return Object.fromEntries(everyone.map((role) => [role, tried.get(role)!]));
}

describe('the table of operations', () => {
  it('names every route, and every route but the open ones is named', () => {
    const unnamed = routes.filter(({ operation }) => !Object.hasOwn(operations, operation)).map(({ route }) => route);
    expect(unnamed.filter((route) => !route.startsWith('GET /health/')).toSorted()).toEqual(open);
    const routed = new Set(routes.map(({ operation }) => operation));
    const unrouted = Object.keys(operations).filter((operation) => !routed.has(operation));
    // Without a route an operation is for process managers, who need none.
    expect(unrouted.filter((operation) => Object.keys(operations[operation]!).join() !== 'system')).toEqual([]);
    expect(Object.keys(recipes).toSorted()).toEqual(
      [...routed].filter((one) => Object.hasOwn(operations, one)).toSorted(),
    );
  });

  it.each(Object.keys(recipes))('holds for %s: each role, own and other side', async (operation) => {
    const expected = (whose: Whose) =>
      Object.fromEntries(everyone.map((role) => [role, promised(operation, role, whose)]));
    expect({ own: await outcomes(operation, 'own'), other: await outcomes(operation, 'other') }).toEqual({
      own: expected('own'),
      other: expected('other'),
    });
  });

  it('is asked before the body is looked at', async () => {
    const coChair = await signedInAs('coChair', false);
    const answer = await world.ask('POST', '/api/v1/sides', { ...coChair, 'idempotency-key': 'x' }, { nonsense: 1 });
    expect(outcomeOf(answer, undefined)).toBe('refused');
  });
});
