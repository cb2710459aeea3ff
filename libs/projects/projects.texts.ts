import type { Texts } from '#read-models/registry';
import en from './projects.text.en.json' with { type: 'json' };
import es from './projects.text.es.json' with { type: 'json' };
import ru from './projects.text.ru.json' with { type: 'json' };

export const projectsTexts: Texts = { en, ru, es };
