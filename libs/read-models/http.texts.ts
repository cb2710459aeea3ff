import type { Texts } from './registry.js';
import en from './http.text.en.json' with { type: 'json' };
import es from './http.text.es.json' with { type: 'json' };
import ru from './http.text.ru.json' with { type: 'json' };

/** Messages of refusals that are not a capability's own. */
export const httpTexts: Texts = { en, ru, es };
