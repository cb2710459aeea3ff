import { uuid5 } from '#kernel/ids';

/** The id of what an account creates under an Idempotency-Key: derived, so known before it exists. */
const createdBy = (login: string, key: string): string =>
  uuid5('created', uuid5('command', uuid5('demo-account', login), key));

/** The id of something that the administrator sets up in the story. */
export const setUp = (key: string): string => createdBy('administrator', key);

/** One of the people who sign in to the demo; all are invented. */
export interface CastMember {
  readonly login: string;
  readonly role: 'administrator' | 'secretary' | 'responder' | 'validator';
  /** Key of the office and side that the story sets up. */
  readonly office: string | null;
  readonly side: 'RU' | 'CU' | null;
  readonly language: 'en' | 'ru' | 'es';
}

export const cast: readonly CastMember[] = [
  { login: 'administrator', role: 'administrator', office: null, side: null, language: 'en' },
  { login: 'ru-secretary', role: 'secretary', office: 'ru-secretariat', side: 'RU', language: 'ru' },
  { login: 'ru-metallurgy', role: 'responder', office: 'ru-metallurgy', side: 'RU', language: 'ru' },
  { login: 'ru-vehicles', role: 'responder', office: 'ru-vehicles', side: 'RU', language: 'ru' },
  { login: 'ru-validator', role: 'validator', office: 'ru-cooperation', side: 'RU', language: 'ru' },
  { login: 'cu-secretary', role: 'secretary', office: 'cu-secretariat', side: 'CU', language: 'es' },
  { login: 'cu-metallurgy', role: 'responder', office: 'cu-metallurgy', side: 'CU', language: 'es' },
  { login: 'cu-water', role: 'responder', office: 'cu-water', side: 'CU', language: 'es' },
  { login: 'cu-validator', role: 'validator', office: 'cu-cooperation', side: 'CU', language: 'es' },
];

interface OfficePart {
  readonly key: string;
  readonly institution: string;
  readonly names: { readonly en: string; readonly ru: string; readonly es: string };
  /** Who holds it. A signer of the protocol has no address here. */
  readonly holder: { readonly names: Readonly<Record<string, string>>; readonly mail?: string };
}

interface SidePart {
  readonly code: 'RU' | 'CU';
  readonly language: 'ru' | 'es';
  readonly institutions: readonly {
    key: string;
    code: string;
    names: Readonly<Record<string, string>>;
    shortNames: Readonly<Record<string, string>>;
  }[];
  readonly chair: string;
  readonly secretary: string;
  readonly offices: readonly OfficePart[];
}

const invented = (en: string, ru: string, es: string, mail: string) => ({ names: { en, ru, es }, mail });

/**
 * Institutions and offices of the two sides. The two deputy ministers are named by the report that the story is built
 * on and appear as signers only; every other person is invented, with addresses under `.example`.
 */
export const sides: readonly SidePart[] = [
  {
    code: 'RU',
    language: 'ru',
    chair: 'ru-deputy-minister',
    secretary: 'ru-secretariat',
    institutions: [
      {
        key: 'ru-ministry',
        code: 'MINPROM',
        names: {
          en: 'Ministry of Industry and Trade',
          ru: 'Министерство промышленности и торговли',
          es: 'Ministerio de Industria y Comercio',
        },
        shortNames: { en: 'Minpromtorg', ru: 'Минпромторг', es: 'Minpromtorg' },
      },
    ],
    offices: [
      {
        key: 'ru-deputy-minister',
        institution: 'ru-ministry',
        names: {
          en: 'Deputy Minister of Industry and Trade',
          ru: 'Заместитель министра промышленности и торговли',
          es: 'Viceministro de Industria y Comercio',
        },
        holder: { names: { en: 'Vasily Osmakov', ru: 'Василий Осьмаков', es: 'Vasili Osmakov' } },
      },
      {
        key: 'ru-secretariat',
        institution: 'ru-ministry',
        names: {
          en: 'Secretary of the Russian part',
          ru: 'Секретарь российской части',
          es: 'Secretaría de la parte rusa',
        },
        holder: invented('I. S. Velyakova', 'И. С. Велякова', 'I. S. Veliakova', 'velyakova@ru.example'),
      },
      {
        key: 'ru-metallurgy',
        institution: 'ru-ministry',
        names: {
          en: 'Department of metallurgy',
          ru: 'Департамент металлургии',
          es: 'Departamento de metalurgia',
        },
        holder: invented('A. N. Berestov', 'А. Н. Берестов', 'A. N. Berestov', 'berestov@ru.example'),
      },
      {
        key: 'ru-vehicles',
        institution: 'ru-ministry',
        names: {
          en: 'Department of vehicles and farm machinery',
          ru: 'Департамент автомобильной промышленности и сельхозмашиностроения',
          es: 'Departamento de automoción y maquinaria agrícola',
        },
        holder: invented('P. K. Luginin', 'П. К. Лугинин', 'P. K. Luguinin', 'luginin@ru.example'),
      },
      {
        key: 'ru-light-industry',
        institution: 'ru-ministry',
        names: {
          en: 'Department of light industry',
          ru: 'Департамент лёгкой промышленности',
          es: 'Departamento de industria ligera',
        },
        holder: invented('D. P. Sarychev', 'Д. П. Сарычев', 'D. P. Sárychev', 'sarychev@ru.example'),
      },
      {
        key: 'ru-cooperation',
        institution: 'ru-ministry',
        names: {
          en: 'Department of international cooperation',
          ru: 'Департамент международного сотрудничества',
          es: 'Departamento de cooperación internacional',
        },
        holder: invented('M. V. Togurova', 'М. В. Тогурова', 'M. V. Togúrova', 'togurova@ru.example'),
      },
    ],
  },
  {
    code: 'CU',
    language: 'es',
    chair: 'cu-deputy-minister',
    secretary: 'cu-secretariat',
    institutions: [
      {
        key: 'cu-ministry',
        code: 'MINDUS',
        names: { en: 'Ministry of Industry', ru: 'Министерство промышленности', es: 'Ministerio de Industrias' },
        shortNames: { en: 'MINDUS', ru: 'MINDUS', es: 'MINDUS' },
      },
      {
        key: 'cu-water-institute',
        code: 'INRH',
        names: {
          en: 'National Institute of Hydraulic Resources',
          ru: 'Национальный институт водных ресурсов',
          es: 'Instituto Nacional de Recursos Hidráulicos',
        },
        shortNames: { en: 'INRH', ru: 'INRH', es: 'INRH' },
      },
    ],
    offices: [
      {
        key: 'cu-deputy-minister',
        institution: 'cu-ministry',
        names: {
          en: 'Deputy Minister for Industry',
          ru: 'Заместитель министра промышленности',
          es: 'Viceministro de Industrias',
        },
        holder: { names: { en: 'José Gaspar Álvarez', ru: 'Хосе Гаспар Альварес', es: 'José Gaspar Álvarez' } },
      },
      {
        key: 'cu-secretariat',
        institution: 'cu-ministry',
        names: {
          en: 'Secretary of the Cuban part',
          ru: 'Секретарь кубинской части',
          es: 'Secretaría de la parte cubana',
        },
        holder: invented('Y. Cordoví Pérez', 'Й. Кордови Перес', 'Y. Cordoví Pérez', 'cordovi@cu.example'),
      },
      {
        key: 'cu-metallurgy',
        institution: 'cu-ministry',
        names: { en: 'Directorate of metallurgy', ru: 'Управление металлургии', es: 'Dirección de metalurgia' },
        holder: invented('R. Aldana Cruz', 'Р. Альдана Крус', 'R. Aldana Cruz', 'aldana@cu.example'),
      },
      {
        key: 'cu-vehicles',
        institution: 'cu-ministry',
        names: {
          en: 'Directorate of transport equipment',
          ru: 'Управление транспортной техники',
          es: 'Dirección de equipos de transporte',
        },
        holder: invented('T. Boza Ledón', 'Т. Боса Ледон', 'T. Boza Ledón', 'boza@cu.example'),
      },
      {
        key: 'cu-textile',
        institution: 'cu-ministry',
        names: { en: 'Textile directorate', ru: 'Управление текстильной промышленности', es: 'Dirección textil' },
        holder: invented('O. Verdecia Mola', 'О. Вердесия Мола', 'O. Verdecia Mola', 'verdecia@cu.example'),
      },
      {
        key: 'cu-water',
        institution: 'cu-water-institute',
        names: {
          en: 'Directorate of water treatment',
          ru: 'Управление водоочистки',
          es: 'Dirección de tratamiento de agua',
        },
        holder: invented('L. Maceo Ortiz', 'Л. Масео Ортис', 'L. Maceo Ortiz', 'maceo@cu.example'),
      },
      {
        key: 'cu-cooperation',
        institution: 'cu-ministry',
        names: {
          en: 'Directorate of international relations',
          ru: 'Управление международных связей',
          es: 'Dirección de relaciones internacionales',
        },
        holder: invented('E. Fundora Rey', 'Э. Фундора Рей', 'E. Fundora Rey', 'fundora@cu.example'),
      },
    ],
  },
];
