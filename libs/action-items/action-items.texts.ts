import type { Texts } from '#read-models/registry';
import en from './action-items.text.en.json' with { type: 'json' };
import es from './action-items.text.es.json' with { type: 'json' };
import ru from './action-items.text.ru.json' with { type: 'json' };

export const actionItemsTexts: Texts = { en, ru, es };
