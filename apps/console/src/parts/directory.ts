import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Body, Institution, Office, Person, Side } from '../api/answers.js';
import { directoryQuery } from '../api/queries.js';
import { inLanguage } from '../text/names.js';
import { useReader, useSession } from './reader.js';

export interface Directory {
  readonly sides: readonly Side[];
  readonly bodies: readonly Body[];
  readonly side: (id: string) => Side | undefined;
  readonly sideName: (id: string) => string;
  /** Which place, rule and colour a side has. */
  readonly sideIndex: (id: string) => number;
  readonly bodyName: (id: string) => string;
  readonly officeName: (id: string) => string;
  /** Short name of the institution of an office. */
  readonly institutionOf: (officeId: string) => { short: string; full: string } | undefined;
  /** Who holds an office, as far as the reader's side may know names. */
  readonly holdersOf: (
    officeId: string,
  ) => { readonly name: string | null; readonly acting: boolean; readonly since: string }[];
}

/** Names of parties and offices at the reader's moment, in the language of the interface; ids are never shown. */
export function useDirectory(): Directory {
  const reader = useReader();
  const { data } = useQuery(directoryQuery(reader, useSession().assignment.side !== null));
  return useMemo(() => directoryOf(reader.lang, data), [reader.lang, data]);
}

interface Lists {
  readonly sides: readonly Side[];
  readonly bodies: readonly Body[];
  readonly institutions: readonly Institution[];
  readonly offices: readonly Office[];
  readonly persons: readonly Person[];
}
const none: Lists = { sides: [], bodies: [], institutions: [], offices: [], persons: [] };

function directoryOf(lang: string, lists: Lists = none): Directory {
  const byId = <T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
    new Map(items.map((item) => [item.id, item]));
  const [sides, bodies, institutions, offices, persons] = [
    byId(lists.sides),
    byId(lists.bodies),
    byId(lists.institutions),
    byId(lists.offices),
    byId(lists.persons),
  ];
  // The order in which the sides stand in their body, not that of the alphabet: the same for every reader.
  const order = [...new Set([...lists.bodies.flatMap(({ sideIds }) => sideIds), ...sides.keys()])];
  const named = (texts: Readonly<Record<string, string>> | null | undefined): string =>
    texts ? inLanguage(texts, lang).text : '…';
  return {
    sides: lists.sides,
    bodies: lists.bodies,
    side: (id) => sides.get(id),
    sideName: (id) => named(sides.get(id)?.names),
    sideIndex: (id) => Math.max(0, order.indexOf(id)),
    bodyName: (id) => named(bodies.get(id)?.names),
    officeName: (id) => named(offices.get(id)?.names),
    institutionOf: (officeId) => {
      const institution = institutions.get(offices.get(officeId)?.institutionId ?? '');
      return (
        institution && { short: named(institution.shortNames ?? institution.names), full: named(institution.names) }
      );
    },
    holdersOf: (officeId) =>
      (offices.get(officeId)?.holders ?? []).map(({ personId, acting, since }) => {
        const names = persons.get(personId)?.names;
        return { name: names ? named(names) : null, acting, since };
      }),
  };
}
