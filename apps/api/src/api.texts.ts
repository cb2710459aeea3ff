import type { Texts } from '#read-models/registry';
import en from './api.text.en.json' with { type: 'json' };
import es from './api.text.es.json' with { type: 'json' };
import ru from './api.text.ru.json' with { type: 'json' };

/** Titles of problems by status, and what is wrong with a field. */
export const apiTexts: Texts = { en, ru, es };
