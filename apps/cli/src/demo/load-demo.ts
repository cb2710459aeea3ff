import type { DemoSignIns } from '#access/access.module';
import type { ApplicationClock } from '#read-models/application-clock';
import type { SignIn } from '../up/ready.js';
import { cast, setUp, sides, type CastMember } from './cast.js';
import { havanaStory, storyEnds } from './havana-story.js';
import { storyBegins } from './setting-up.js';
import { runStory, type StoryStage } from './story-runner.js';

/** What the demo is told to. */
export interface DemoContext extends Omit<StoryStage, 'clock' | 'headersOf'> {
  readonly clock: ApplicationClock;
  /** Moves the demo clock forward; what falls due on the way is sent. */
  advance(to: string): Promise<void>;
  readonly signIns: DemoSignIns;
  /** The story has been told to its end at an earlier start: only links to sign in are wanted. */
  readonly loaded: boolean;
  /** Address under which browsers reach the console. */
  readonly publicUrl: string;
}

/**
 * Tells the demo story to a running application, or the rest of it after an interruption.
 * @returns the links with which people of the story sign in
 * @throws StoryFailed, RangeError, the reason of `signal` when it is aborted
 */
export async function loadDemo(context: DemoContext): Promise<SignIn[]> {
  const { clock, signIns, publicUrl, loaded } = context;
  await clock.beginDemo(storyBegins);
  const links = new Map<string, string>();
  for (const member of cast) {
    links.set(member.login, `/sign-in/${await signIns.createDemoAccount(accountOf(member))}`);
  }
  if (!loaded) {
    const stage: StoryStage = {
      ...context,
      clock: { now: () => clock.now(), moveTo: (moment) => context.advance(moment) },
      headersOf: signedIn(context, links),
    };
    await runStory(havanaStory, stage);
    await context.advance(storyEnds);
    await context.settled();
  }
  return cast.map((member) => ({
    role: member.role,
    office: sides.flatMap(({ offices }) => offices).find(({ key }) => key === member.office)?.names.en ?? null,
    side: member.side,
    url: `${publicUrl}${links.get(member.login)}`,
  }));
}

const accountOf = ({ login, role, office, side, language }: CastMember) => ({
  login,
  roles: [role],
  officeId: office && setUp(office),
  sideId: side && setUp(`side-${side}`),
  language,
});

/** Signs each person in by their link when they first act. */
function signedIn({ url, fetch: given }: DemoContext, links: ReadonlyMap<string, string>): StoryStage['headersOf'] {
  const cookies = new Map<string, Promise<string>>();
  const open = async (who: string): Promise<string> => {
    const answer = await (given ?? fetch)(`${url}${links.get(who)}`, { redirect: 'manual' });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
    await answer.body?.cancel();
    if (!cookie) throw new Error(`${who} could not sign in: ${answer.status}`);
    return cookie;
  };
  return async (who) => {
    const cookie = cookies.get(who) ?? open(who);
    cookies.set(who, cookie);
    return { Cookie: await cookie };
  };
}
