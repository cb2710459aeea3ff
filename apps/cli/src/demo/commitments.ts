import { setUp } from './cast.js';
import { cu, post, ru, title } from './steps.js';
import type { CommandStep, StoryStep } from './story.js';

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

/** 12 and 13 September 2019: what each side owes, the rail project, and the meetings that are planned. */
export const commitments: readonly StoryStep[] = [
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
