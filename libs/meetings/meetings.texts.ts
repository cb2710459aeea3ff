import type { Texts } from '#read-models/registry';
import en from './meetings.text.en.json' with { type: 'json' };
import es from './meetings.text.es.json' with { type: 'json' };
import ru from './meetings.text.ru.json' with { type: 'json' };

export const meetingsTexts: Texts = { en, ru, es };
