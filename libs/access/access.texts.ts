import type { Texts } from '#read-models/registry';
import en from './access.text.en.json' with { type: 'json' };
import es from './access.text.es.json' with { type: 'json' };
import ru from './access.text.ru.json' with { type: 'json' };

export const accessTexts: Texts = { en, ru, es };
