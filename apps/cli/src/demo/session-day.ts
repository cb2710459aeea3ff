import { setUp } from './cast.js';
import { clauses, type DemoClause } from './clauses.js';
import { cu, post, ru, title } from './steps.js';
import type { LookUpStep, StoryStep } from './story.js';

const havana = { en: 'Havana', ru: 'Гавана', es: 'La Habana' };

/** Names every clause of the protocol `clause-1` … so that later steps can speak of it. */
const clauseNamed = ({ path }: DemoClause): LookUpStep => ({
  at: '2019-09-11T21:00:00.000Z',
  as: 'ru-secretary',
  path: '/api/v1/protocols/{protocol}',
  finds: `clause-${path}`,
  pick: (answer: { clauses: { clauseId: string; path: string }[] }) => {
    const found = answer.clauses.find((clause) => clause.path === path);
    return found && { id: found.clauseId, path: '/api/v1/protocols/{protocol}' };
  },
});

/** 10 and 11 September 2019: the session in Havana and its protocol, signed by both sides. */
export const sessionDay: readonly StoryStep[] = [
  post('2019-09-10T08:00', 'ru-secretary', 'session', '/api/v1/meetings', {
    names: 'session',
    body: {
      bodyId: setUp('working-group'),
      kind: 'session',
      titles: title('Session of the working group', 'Заседание рабочей группы', 'Sesión del grupo de trabajo'),
    },
  }),
  post('2019-09-10T08:05', 'ru-secretary', 'session-dates', '/api/v1/meetings/{session}/schedule', {
    ifMatch: 'session',
    body: { startsOn: '2019-09-11', endsOn: '2019-09-11', timeZone: 'America/Havana', place: havana },
  }),
  post('2019-09-11T13:30', 'ru-secretary', 'protocol', '/api/v1/protocols', {
    names: 'protocol',
    body: (id) => ({
      bodyId: setUp('working-group'),
      meetingId: id('session'),
      number: '2019-1',
      titles: title(
        'Final protocol of the session in Havana',
        'Итоговый протокол заседания в Гаване',
        'Protocolo final de la sesión en La Habana',
      ),
      languages: [
        { lang: 'ru', authentic: true },
        { lang: 'es', authentic: true },
        { lang: 'en', authentic: false },
      ],
      clauses,
    }),
  }),
  post('2019-09-11T18:00', 'cu-secretary', 'text-agreed', '/api/v1/protocols/{protocol}/text-agreement', {
    ifMatch: 'protocol',
    body: { agreedOn: '2019-09-11' },
  }),
  post('2019-09-11T18:30', 'cu-secretary', 'adopted', '/api/v1/protocols/{protocol}/adoption', {
    ifMatch: 'protocol',
    body: { adoptedOn: '2019-09-11' },
  }),
  post('2019-09-11T19:00', 'ru-secretary', 'signed-RU', '/api/v1/protocols/{protocol}/signatures', {
    ifMatch: 'protocol',
    body: { sideId: ru, officeId: setUp('ru-deputy-minister'), signedOn: '2019-09-11', place: havana },
  }),
  post('2019-09-11T19:10', 'cu-secretary', 'signed-CU', '/api/v1/protocols/{protocol}/signatures', {
    ifMatch: 'protocol',
    body: { sideId: cu, officeId: setUp('cu-deputy-minister'), signedOn: '2019-09-11', place: havana },
  }),
  post('2019-09-11T20:00', 'cu-secretary', 'session-held', '/api/v1/meetings/{session}/holding', {
    ifMatch: 'session',
    body: { startedOn: '2019-09-11', endedOn: '2019-09-11' },
  }),
  ...clauses.map(clauseNamed),
];
