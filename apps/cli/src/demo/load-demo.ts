import type { DemoSignIns } from '#access/access.module';
import type { ApplicationClock } from '#read-models/application-clock';
import type { SignIn } from '../up/ready.js';
import type { StoryStage } from './story-runner.js';

/** What the demo is told to. */
export interface DemoContext extends Omit<StoryStage, 'clock' | 'headersOf'> {
  readonly clock: ApplicationClock;
  readonly signIns: DemoSignIns;
  /** The story has been told to its end at an earlier start: only links to sign in are wanted. */
  readonly loaded: boolean;
  /** Address under which browsers reach the console. */
  readonly publicUrl: string;
}

/** When the demo begins: 9:00 in Moscow on the day before the session. */
const begin = '2019-09-09T06:00:00.000Z';

/**
 * Tells the demo story to a running application, or the rest of it after an interruption.
 * @returns the links with which people of the story sign in
 * @throws StoryFailed, RangeError, the reason of `signal` when it is aborted
 */
export async function loadDemo({ clock, signIns, publicUrl }: DemoContext): Promise<SignIn[]> {
  await clock.beginDemo(begin);
  const administrator = {
    login: 'administrator',
    roles: ['administrator'],
    officeId: null,
    sideId: null,
    language: 'en',
  };
  const token = await signIns.createDemoAccount(administrator as never);
  return [{ role: 'administrator', office: null, side: null, url: `${publicUrl}/sign-in/${token}` }];
}
