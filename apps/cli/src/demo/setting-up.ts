import { CUBA_V1, RUSSIA_V1 } from '#deadlines/calendars.data';
import { setUp, sides } from './cast.js';
import type { CommandStep } from './story.js';

/** 9 September 2019, 9:00 in Moscow: two days before the session. */
export const storyBegins = '2019-09-09T06:00:00.000Z';

const admin = (step: Omit<CommandStep, 'at' | 'as' | 'method'>): CommandStep => ({
  at: storyBegins,
  as: 'administrator',
  method: 'POST',
  ...step,
});

/** The administrator sets up both sides, the commission and its working group, institutions, offices and who holds them. */
export const settingUp: readonly CommandStep[] = [
  ...registration('RU', { en: 'Russia', ru: 'Россия', es: 'Rusia' }, 'Europe/Moscow', 'ru', 'previous', RUSSIA_V1),
  ...registration('CU', { en: 'Cuba', ru: 'Куба', es: 'Cuba' }, 'America/Havana', 'es', 'next', CUBA_V1),
  ...sides.flatMap(organisation),
  admin({
    key: 'commission',
    path: '/api/v1/bodies',
    names: 'commission',
    body: {
      code: 'IGC',
      kind: 'commission',
      names: {
        en: 'Russian-Cuban intergovernmental commission on economic, scientific and technical cooperation',
        ru: 'Российско-Кубинская межправительственная комиссия по торгово-экономическому и научно-техническому сотрудничеству',
        es: 'Comisión intergubernamental ruso-cubana de cooperación económica, científica y técnica',
      },
      languages: ['ru', 'es', 'en'],
      sideIds: [setUp('side-RU'), setUp('side-CU')],
    },
  }),
  admin({
    key: 'working-group',
    path: '/api/v1/bodies',
    names: 'group',
    body: {
      code: 'RG-01',
      kind: 'workingGroup',
      names: {
        en: 'Working group on industrial cooperation',
        ru: 'Рабочая группа по сотрудничеству в области промышленности',
        es: 'Grupo de Trabajo de cooperación industrial',
      },
      parentId: setUp('commission'),
      languages: ['ru', 'es', 'en'],
      sideIds: [setUp('side-RU'), setUp('side-CU')],
    },
  }),
  ...sides.map(({ code, chair, secretary }) =>
    admin({
      key: `national-part-${code}`,
      path: '/api/v1/bodies/{group}/national-parts',
      ifMatch: 'group',
      body: { sideId: setUp(`side-${code}`), chairOfficeId: setUp(chair), secretaryOfficeId: setUp(secretary) },
    }),
  ),
];

function registration(
  code: 'RU' | 'CU',
  names: Readonly<Record<string, string>>,
  timeZone: string,
  defaultLanguage: string,
  rounding: 'previous' | 'next',
  { holidays, workingWeekends, source }: typeof RUSSIA_V1,
): CommandStep[] {
  const side = `side-${code}`;
  return [
    admin({
      key: side,
      path: '/api/v1/sides',
      names: side,
      body: { code, names, timeZone, weekend: [6, 7], defaultLanguage, rounding },
    }),
    admin({
      key: `calendar-${code}`,
      path: `/api/v1/sides/{${side}}/calendars`,
      ifMatch: side,
      body: { holidays, workingWeekends, source },
    }),
  ];
}

function organisation({ code, language, institutions, offices }: (typeof sides)[number]): CommandStep[] {
  const sideId = setUp(`side-${code}`);
  return [
    ...institutions.map(({ key, code: institution, names, shortNames }) =>
      admin({ key, path: '/api/v1/institutions', body: { sideId, code: institution, names, shortNames } }),
    ),
    ...offices.flatMap(({ key, institution, names, holder }) => [
      admin({
        key,
        path: '/api/v1/offices',
        names: key,
        body: { sideId, institutionId: setUp(institution), names, language },
      }),
      admin({
        key: `${key}-holder`,
        path: '/api/v1/persons',
        body: { sideId, displayNames: holder.names, ...(holder.mail && { mailAddress: holder.mail }) },
      }),
      admin({
        key: `${key}-tenure`,
        path: `/api/v1/offices/{${key}}/tenures`,
        ifMatch: key,
        body: { personId: setUp(`${key}-holder`), startsOn: '2019-01-15' },
      }),
    ]),
  ];
}
