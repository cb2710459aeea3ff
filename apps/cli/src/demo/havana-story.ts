import { clauses, type DemoClause } from './clauses.js';
import { setUp } from './cast.js';
import { settingUp } from './setting-up.js';
import type { CommandStep, LookUpStep, StoryStep } from './story.js';

/** 2 December 2019, 9:00 in Moscow: where the loaded demo stands. */
export const storyEnds = '2019-12-02T06:00:00.000Z';

const [ru, cu] = [setUp('side-RU'), setUp('side-CU')];
const havana = { en: 'Havana', ru: 'Гавана', es: 'La Habana' };
const title = (en: string, ru_: string, es: string) => ({ en, ru: ru_, es });

const post = (at: string, as: string, key: string, path: string, rest: Partial<CommandStep>): CommandStep => ({
  at: `${at}:00.000Z`,
  as,
  key,
  path,
  method: 'POST',
  ...rest,
});

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

const sixtyDays = { kind: 'after', anchor: 'signature', amount: 60, unit: 'calendarDays' };
const half = (side: 'ru' | 'cu', lead: string, deadline: object) => ({
  sideId: side === 'ru' ? ru : cu,
  leadOfficeId: setUp(lead),
  validatorOfficeId: setUp(`${side}-cooperation`),
  deadline,
});

/** An item derived from a clause on 12 September by the secretary of one side. */
function item(path: string, titles: object, obligations: readonly object[], jointRule = 'all'): CommandStep {
  return post('2019-09-12T08:00', 'ru-secretary', `item-${path}`, '/api/v1/action-items', {
    names: `item-${path}`,
    body: (id) => ({
      protocolId: id('protocol'),
      clauseIds: [id(`clause-${path}`)],
      number: `2019-1-${path}`,
      titles,
      jointRule,
      obligations,
    }),
  });
}

function completion(
  at: string,
  as: string,
  path: string,
  side: 'ru' | 'cu',
  completedOn: string,
  lang: string,
  text: string,
): StoryStep[] {
  const reported = `report-${path}-${side}`;
  return [
    post(
      at,
      as,
      `complete-${path}-${side}`,
      `/api/v1/action-items/{item-${path}}/obligations/${side === 'ru' ? ru : cu}/completion-reports`,
      {
        body: { completedOn, report: { lang, text } },
      },
    ),
    {
      at: `${at}:00.000Z`,
      as,
      path: `/api/v1/action-items/{item-${path}}`,
      finds: reported,
      pick: (answer: { reports: { reportId: string; sideId: string; state: string }[] }) => {
        const own = side === 'ru' ? ru : cu;
        const found = answer.reports.find(
          (report) => report.sideId === own && !['progress', 'returned'].includes(report.state),
        );
        return found && { id: found.reportId, path: `/api/v1/action-items/{item-${path}}` };
      },
    },
  ];
}

const validation = (at: string, path: string, side: 'ru' | 'cu'): CommandStep =>
  post(at, `${side}-validator`, `validate-${path}-${side}`, `/api/v1/action-items/{item-${path}}/validations`, {
    ifMatch: `item-${path}`,
    body: (id) => ({ sideId: side === 'ru' ? ru : cu, reportId: id(`report-${path}-${side}`) }),
  });

const onSession: readonly StoryStep[] = [
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

const nextDay: readonly StoryStep[] = [
  item(
    '1',
    title(
      'Exchange lists of metallurgical enterprises',
      'Обменяться перечнями металлургических предприятий',
      'Intercambiar listas de empresas siderúrgicas',
    ),
    [half('ru', 'ru-metallurgy', sixtyDays), half('cu', 'cu-metallurgy', sixtyDays)],
  ),
  item(
    '3',
    title(
      'Proposals and needs: cars and farm machinery',
      'Предложения и потребности: автомобили и сельхозтехника',
      'Propuestas y necesidades: automóviles y maquinaria agrícola',
    ),
    [
      half('ru', 'ru-vehicles', { kind: 'date', on: '2019-10-31' }),
      half('cu', 'cu-vehicles', { kind: 'date', on: '2019-11-15' }),
    ],
  ),
  item(
    '5',
    title(
      'Agree on the textile enterprises to modernise',
      'Согласовать перечень текстильных предприятий',
      'Acordar las empresas textiles por modernizar',
    ),
    [
      half('ru', 'ru-light-industry', { ...sixtyDays, amount: 90 }),
      half('cu', 'cu-textile', { ...sixtyDays, amount: 90 }),
    ],
  ),
  item(
    '6',
    title(
      'Technical requirements for water purification',
      'Технические требования к водоочистке',
      'Requisitos técnicos del tratamiento de agua',
    ),
    [half('cu', 'cu-water', { kind: 'after', anchor: 'signature', amount: 45, unit: 'workingDays' })],
  ),
  item(
    '10',
    title(
      'Meetings of leaders of industry',
      'Встречи руководителей промышленности',
      'Encuentros de directivos de la industria',
    ),
    [
      half('ru', 'ru-secretariat', { kind: 'period', period: '2020-Q1' }),
      half('cu', 'cu-secretariat', { kind: 'period', period: '2020-Q1' }),
    ],
    'any',
  ),
  post('2019-09-12T09:00', 'ru-secretary', 'noted-7', '/api/v1/protocols/{protocol}/clause-dispositions', {
    ifMatch: 'protocol',
    body: (id) => ({
      clauseId: id('clause-7'),
      disposition: 'noted',
      reason: { lang: 'en', text: 'To be taken up at the next session; nobody owes anything before it.' },
    }),
  }),
  post('2019-09-12T10:00', 'ru-secretary', 'rail', '/api/v1/projects', {
    names: 'rail',
    body: (id) => ({
      bodyId: setUp('working-group'),
      code: 'P-01',
      names: title('Modernisation of the railway', 'Модернизация железной дороги', 'Modernización del ferrocarril'),
      sector: 'rail',
      proposedOn: '2019-09-11',
      clause: { protocolId: id('protocol'), clauseId: id('clause-9') },
    }),
  }),
  post('2019-09-12T10:05', 'ru-secretary', 'rail-estimate', '/api/v1/projects/{rail}/estimates', {
    ifMatch: 'rail',
    body: {
      amount: '1900000000',
      approximate: true,
      currency: 'USD',
      asOfDate: '2019-09-12',
      source: 'TASS, 12 September 2019: a rail project worth about $1.9 billion under discussion',
    },
  }),
  post('2019-09-13T08:00', 'cu-secretary', 'leaders', '/api/v1/meetings', {
    names: 'leaders',
    body: {
      bodyId: setUp('working-group'),
      kind: 'businessMeeting',
      titles: title(
        'Meeting of leaders of industry',
        'Встреча руководителей промышленности',
        'Encuentro de directivos de la industria',
      ),
    },
  }),
  post('2019-09-13T08:05', 'cu-secretary', 'leaders-window', '/api/v1/meetings/{leaders}/window', {
    ifMatch: 'leaders',
    body: { from: '2020-02-03', until: '2020-03-20' },
  }),
];

const followUp: readonly StoryStep[] = [
  ...completion(
    '2019-10-25T07:00',
    'ru-vehicles',
    '3',
    'ru',
    '2019-10-24',
    'ru',
    'Предложения по поставкам автомобилей и сельхозтехники переданы Кубинской Стороне письмом.',
  ),
  validation('2019-10-28T08:00', '3', 'ru'),
  ...completion(
    '2019-10-30T08:00',
    'ru-metallurgy',
    '1',
    'ru',
    '2019-10-29',
    'ru',
    'Перечень из 14 предприятий передан Кубинской Стороне.',
  ),
  validation('2019-10-31T08:00', '1', 'ru'),
  ...completion(
    '2019-11-06T15:00',
    'cu-metallurgy',
    '1',
    'cu',
    '2019-11-06',
    'es',
    'La lista de nueve empresas fue entregada a la Parte Rusa.',
  ),
  validation('2019-11-07T15:00', '1', 'cu'),
  post('2019-11-12T08:00', 'ru-secretary', 'removed-1', '/api/v1/action-items/{item-1}/removal', {
    ifMatch: 'item-1',
    body: {
      removedOn: '2019-11-12',
      basis: { lang: 'en', text: 'Letters of both sides of 8 and 11 November 2019: the lists were exchanged.' },
    },
  }),
  ...completion(
    '2019-11-13T16:00',
    'cu-water',
    '6',
    'cu',
    '2019-11-13',
    'es',
    'Se remitieron los requisitos técnicos; a la espera de su validación.',
  ),
];

/** The first story: a session in Havana, its protocol, what each side owed from it, and what came of that by 2 December. */
export const havanaStory: readonly StoryStep[] = [...settingUp, ...onSession, ...nextDay, ...followUp];
