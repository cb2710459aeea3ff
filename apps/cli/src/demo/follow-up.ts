import { cu, post, ru } from './steps.js';
import type { CommandStep, StoryStep } from './story.js';

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

/** Until 2 December 2019: one item fulfilled and closed, one half waiting for its validator, one half late. */
export const followUp: readonly StoryStep[] = [
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
