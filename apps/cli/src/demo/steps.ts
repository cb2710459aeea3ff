import { setUp } from './cast.js';
import type { CommandStep } from './story.js';

/** The two sides of the story, by id. */
export const [ru, cu] = [setUp('side-RU'), setUp('side-CU')] as const;

/** A text in the three languages. */
export const title = (en: string, ru_: string, es: string) => ({ en, ru: ru_, es });

/** A command at a minute, such as `2019-09-11T13:30` (UTC). */
export const post = (at: string, as: string, key: string, path: string, rest: Partial<CommandStep>): CommandStep => ({
  at: `${at}:00.000Z`,
  as,
  key,
  path,
  method: 'POST',
  ...rest,
});
