import { commitments } from './commitments.js';
import { followUp } from './follow-up.js';
import { sessionDay } from './session-day.js';
import { settingUp } from './setting-up.js';
import type { StoryStep } from './story.js';

/** 2 December 2019, 9:00 in Moscow: where the loaded demo stands. */
export const storyEnds = '2019-12-02T06:00:00.000Z';

/**
 * The first story: a session in Havana, its protocol, what each side owed from it, and what came of that by 2 December.
 * Facts are those of the TASS report of 12 September 2019 (who met, where, when, which sectors, the rail project of about
 * $1.9bn, the meetings being planned); wording, offices, other persons and everything later is synthetic.
 */
export const havanaStory: readonly StoryStep[] = [...settingUp, ...sessionDay, ...commitments, ...followUp];
