/** A clause of the demo protocol. The report names the sectors; the wording is synthetic. */
export interface DemoClause {
  readonly path: string;
  readonly kind: 'decision' | 'instruction' | 'recommendation' | 'informational' | 'nextSession';
  readonly sector?: string;
  readonly texts: { readonly ru: string; readonly es: string; readonly en: string };
}

export const clauses: readonly DemoClause[] = [
  {
    path: '1',
    kind: 'instruction',
    sector: 'metallurgy',
    texts: {
      ru: 'Стороны в течение 60 дней с даты подписания обменяются перечнями предприятий чёрной металлургии, нуждающихся в модернизации оборудования.',
      es: 'Las Partes intercambiarán, en un plazo de 60 días a partir de la firma, las listas de empresas siderúrgicas cuyo equipamiento requiere modernización.',
      en: 'Within 60 days after signature the Sides shall exchange lists of metallurgical enterprises whose equipment needs modernisation.',
    },
  },
  {
    path: '2',
    kind: 'decision',
    sector: 'aviation',
    texts: {
      ru: 'Стороны продолжат проработку поставок запасных частей для авиационной техники и определят контактные предприятия до 20 декабря 2019 года.',
      es: 'Las Partes continuarán el estudio del suministro de piezas de repuesto para equipos de aviación y designarán las empresas de contacto antes del 20 de diciembre de 2019.',
      en: 'The Sides shall go on preparing supplies of aircraft spare parts and name contact enterprises by 20 December 2019.',
    },
  },
  {
    path: '3',
    kind: 'instruction',
    sector: 'carmaking',
    texts: {
      ru: 'Российская Сторона до 31 октября 2019 года передаст предложения по поставкам автомобилей и сельскохозяйственной техники; Кубинская Сторона до 15 ноября 2019 года сообщит о своих потребностях.',
      es: 'La Parte Rusa entregará antes del 31 de octubre de 2019 propuestas de suministro de automóviles y maquinaria agrícola; la Parte Cubana comunicará sus necesidades antes del 15 de noviembre de 2019.',
      en: 'By 31 October 2019 the Russian Side shall hand over proposals for supplies of cars and agricultural equipment; by 15 November 2019 the Cuban Side shall state its needs.',
    },
  },
  {
    path: '4',
    kind: 'recommendation',
    sector: 'lightIndustry',
    texts: {
      ru: 'Стороны рекомендуют предприятиям лёгкой промышленности установить прямые контакты.',
      es: 'Las Partes recomiendan a las empresas de la industria ligera establecer contactos directos.',
      en: 'The Sides recommend that enterprises of light industry establish direct contacts.',
    },
  },
  {
    path: '5',
    kind: 'instruction',
    sector: 'textile',
    texts: {
      ru: 'Стороны в течение 90 дней с даты подписания согласуют перечень текстильных предприятий, подлежащих модернизации.',
      es: 'Las Partes acordarán, en un plazo de 90 días a partir de la firma, la lista de empresas textiles por modernizar.',
      en: 'Within 90 days after signature the Sides shall agree on the list of textile enterprises to be modernised.',
    },
  },
  {
    path: '6',
    kind: 'instruction',
    sector: 'water',
    texts: {
      ru: 'Кубинская Сторона в течение 45 рабочих дней с даты подписания представит технические требования к установкам водоочистки.',
      es: 'La Parte Cubana presentará, en un plazo de 45 días hábiles a partir de la firma, los requisitos técnicos de las plantas de tratamiento de agua.',
      en: 'Within 45 working days after signature the Cuban Side shall present its technical requirements for water purification plants.',
    },
  },
  {
    path: '7',
    kind: 'decision',
    sector: 'construction',
    texts: {
      ru: 'Стороны считают целесообразным рассмотреть поставки строительных материалов и техники на следующем заседании.',
      es: 'Las Partes consideran oportuno examinar el suministro de materiales y equipos de construcción en la próxima sesión.',
      en: 'The Sides find it useful to consider supplies of building materials and machinery at the next session.',
    },
  },
  {
    path: '8',
    kind: 'informational',
    sector: 'energy',
    texts: {
      ru: 'Стороны отметили перспективность сотрудничества в энергетике, в том числе в солнечной.',
      es: 'Las Partes señalaron que la cooperación en la energía, incluida la solar, es prometedora.',
      en: 'The Sides noted that cooperation in energy, solar energy included, is promising.',
    },
  },
  {
    path: '9',
    kind: 'informational',
    sector: 'rail',
    texts: {
      ru: 'Стороны обменялись информацией о ходе обсуждения железнодорожного проекта.',
      es: 'Las Partes intercambiaron información sobre las conversaciones acerca del proyecto ferroviario.',
      en: 'The Sides exchanged information on the talks about the rail project.',
    },
  },
  {
    path: '10',
    kind: 'instruction',
    texts: {
      ru: 'Стороны организуют встречи руководителей промышленных предприятий двух стран до конца I квартала 2020 года.',
      es: 'Las Partes organizarán encuentros de directivos de la industria de ambos países antes de finalizar el primer trimestre de 2020.',
      en: 'The Sides shall organise meetings of leaders of industry of both countries by the end of the first quarter of 2020.',
    },
  },
];
