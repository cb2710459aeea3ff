import type { Decider } from '#kernel/decider';
import { unreachable } from '#kernel/decider';
import { ensure, ensureField } from '#kernel/domain-error';
import { actsForOneOf, canonicalJson, refOf } from '#kernel/command';
import { uuid5 } from '#kernel/ids';
import type { LocalDate, Names, OfficeId, SideId } from '#kernel/values';
import { bodyDecider, type BodyState } from '#directory/body.decider';
import type { BodyId } from '#directory/directory.ids';
import { officeDecider, type OfficeState } from '#directory/office.decider';
import { meetingDecider, type MeetingState } from '#meetings/meeting.decider';
import type {
  AddClause,
  AdoptProtocol,
  AgreeText,
  ClauseInput,
  DisposeClause,
  DraftProtocol,
  ProtocolCommand,
  RemoveClause,
  RewordClause,
  SignProtocol,
} from './protocol.commands.js';
import {
  ClauseAdded,
  ClauseDisposed,
  ClauseRemoved,
  ClauseReworded,
  ProtocolAdopted,
  ProtocolDrafted,
  protocolEvents,
  ProtocolSigned,
  ProtocolTextAgreed,
  ProtocolTookEffect,
  type clauseKinds,
  type ClauseId,
  type ProtocolEvent,
  type ProtocolId,
} from './protocol.events.js';

export interface ClauseState {
  readonly path: string;
  readonly kind: (typeof clauseKinds)[number];
  readonly sector: string | null;
  readonly texts: Names;
  readonly disposition: 'derived' | 'noted' | null;
}

export interface SignatureState {
  readonly officeId: OfficeId;
  readonly signedOn: LocalDate;
  readonly place: Names;
}

export interface ProtocolState {
  readonly stage: 'none' | 'draft' | 'textAgreed' | 'adopted' | 'inEffect';
  readonly protocolId: ProtocolId | null;
  readonly bodyId: BodyId | null;
  readonly number: string;
  readonly sideIds: readonly SideId[];
  readonly languages: readonly string[];
  readonly sessionOn: LocalDate;
  readonly adoptedOn: LocalDate | null;
  readonly clauses: ReadonlyMap<ClauseId, ClauseState>;
  readonly signatures: ReadonlyMap<SideId, SignatureState>;
  /** The day of the last signature. */
  readonly effectiveOn: LocalDate | null;
}

export interface ProtocolFacts {
  readonly body?: BodyState;
  readonly meeting?: MeetingState;
  readonly office?: OfficeState;
}

/** Clauses that commit somebody: each needs a disposition. */
export const isOperative = ({ kind }: Pick<ClauseState, 'kind'>): boolean =>
  kind === 'decision' || kind === 'instruction';

export const protocolDecider: Decider<ProtocolState, ProtocolCommand, ProtocolEvent, ProtocolFacts> = {
  category: 'protocol',
  events: protocolEvents,
  initial: {
    stage: 'none',
    protocolId: null,
    bodyId: null,
    number: '',
    sideIds: [],
    languages: [],
    sessionOn: '',
    adoptedOn: null,
    clauses: new Map(),
    signatures: new Map(),
    effectiveOn: null,
  },
  facts: {
    DraftProtocol: async (command, fold) => ({
      body: await fold(bodyDecider, command.bodyId),
      meeting: await fold(meetingDecider, command.meetingId),
    }),
    SignProtocol: async (command, fold) => ({ office: await fold(officeDecider, command.officeId) }),
  },
  reserves: (command) =>
    command.type === 'DraftProtocol' ? [{ kind: 'protocolNumber', key: [command.bodyId, command.number] }] : [],
  decide(command, state, facts) {
    if (command.type === 'DraftProtocol') return draft(command, state, facts);
    ensure(state.stage !== 'none', 'protocols/unknown', 'missing');
    ensure(actsForOneOf(state.sideIds, command), 'protocols/notOfThisBody', 'forbidden');
    switch (command.type) {
      case 'AddClause':
        return addClause(command, state);
      case 'RewordClause':
        return rewordClause(command, state);
      case 'RemoveClause':
        return removeClause(command, state);
      case 'AgreeText':
        return agreeText(command, state);
      case 'AdoptProtocol':
        return adopt(command, state);
      case 'SignProtocol':
        return sign(command, state, facts);
      case 'DisposeClause':
        return dispose(command, state);
    }
    return unreachable(command);
  },
  evolve,
};

function draft(command: DraftProtocol, state: ProtocolState, { body, meeting }: ProtocolFacts): ProtocolEvent[] {
  ensure(state.stage === 'none', 'protocols/alreadyDrafted');
  ensureField(body?.exists, '/bodyId', 'directory/unknownBody');
  ensureField(meeting?.bodyId === command.bodyId, '/meetingId', 'protocols/meetingOfAnotherBody');
  const sessionOn = meeting.startsOn;
  ensureField(sessionOn, '/meetingId', 'protocols/meetingHasNoDate');
  ensure(actsForOneOf(body.sideIds, command), 'protocols/notOfThisBody', 'forbidden');
  ensureField(body.sideIds.length >= 2, '/bodyId', 'protocols/bodyHasOneSide');
  const tags = command.languages.map(({ lang }) => lang);
  ensureField(new Set(tags).size === tags.length, '/languages', 'protocols/languageTwice');
  const protocolId = command.id as ProtocolId;
  const clauses = command.clauses ?? [];
  const paths = clauses.map(({ path }) => path);
  const twice = paths.findIndex((path, n) => paths.indexOf(path) !== n);
  ensureField(twice < 0, `/clauses/${twice}/path`, 'protocols/pathTaken', { path: paths[twice] ?? '' });
  const drafted = ProtocolDrafted({
    protocolId,
    bodyId: command.bodyId,
    meetingId: command.meetingId,
    number: command.number,
    titles: command.titles,
    sideIds: [...body.sideIds],
    languages: command.languages.map(({ lang, authentic }) => ({ lang, authentic })),
    sessionOn,
  });
  return [drafted, ...clauses.map((clause, n) => clauseAdded(command.envelope.commandId, clause, tags, n))];
}

function addClause(command: AddClause, state: ProtocolState): ProtocolEvent[] {
  ensure(state.stage === 'draft', 'protocols/textIsLocked');
  const taken = [...state.clauses.values()].some(({ path }) => path === command.path);
  ensureField(!taken, '/path', 'protocols/pathTaken', { path: command.path });
  return [clauseAdded(command.envelope.commandId, command, state.languages, 0)];
}

function rewordClause(command: RewordClause, state: ProtocolState): ProtocolEvent[] {
  const clause = clauseOf(state, command.clauseId);
  if (JSON.stringify(clause.texts) === JSON.stringify(command.texts)) return [];
  ensure(state.stage === 'draft', 'protocols/textIsLocked');
  inLanguages(command.texts, state.languages, '/texts');
  return [ClauseReworded({ clauseId: command.clauseId, texts: command.texts })];
}

function removeClause(command: RemoveClause, state: ProtocolState): ProtocolEvent[] {
  ensure(state.stage === 'draft', 'protocols/textIsLocked');
  clauseOf(state, command.clauseId);
  return [ClauseRemoved({ clauseId: command.clauseId })];
}

function agreeText(command: AgreeText, state: ProtocolState): ProtocolEvent[] {
  if (state.stage !== 'draft') return [];
  ensure(state.clauses.size > 0, 'protocols/noClauses');
  return [ProtocolTextAgreed({ agreedOn: command.agreedOn })];
}

function adopt(command: AdoptProtocol, state: ProtocolState): ProtocolEvent[] {
  ensure(state.stage !== 'draft', 'protocols/textNotAgreed');
  if (state.adoptedOn !== null) {
    ensure(state.adoptedOn === command.adoptedOn, 'protocols/adoptedOnAnotherDay');
    return [];
  }
  ensureField(command.adoptedOn >= state.sessionOn, '/adoptedOn', 'protocols/beforeSession', {
    sessionOn: state.sessionOn,
  });
  return [ProtocolAdopted({ adoptedOn: command.adoptedOn })];
}

function sign(command: SignProtocol, state: ProtocolState, { office }: ProtocolFacts): ProtocolEvent[] {
  const { sideId, officeId, signedOn, place } = command;
  ensureField(state.sideIds.includes(sideId), '/sideId', 'protocols/notASideOfIt');
  const known = state.signatures.get(sideId);
  if (known) {
    // The same signature again is already so; another one would contradict what was recorded.
    const same = known.officeId === officeId && known.signedOn === signedOn && sameNames(known.place, place);
    ensure(same, 'protocols/alreadySigned', 'conflict', { signedOn: known.signedOn });
    return [];
  }
  ensure(state.adoptedOn !== null, 'protocols/notOpenForSignature');
  ensureField(office?.sideId === sideId, '/officeId', 'protocols/officeOfAnotherSide');
  ensureField(signedOn >= state.adoptedOn, '/signedOn', 'protocols/signedBeforeAdopted', {
    adoptedOn: state.adoptedOn,
  });
  const signed = ProtocolSigned({ sideId, officeId, signedOn, place });
  const days = [...[...state.signatures.values()].map((signature) => signature.signedOn), signedOn];
  if (days.length < state.sideIds.length) return [signed];
  return [signed, ProtocolTookEffect({ effectiveOn: days.toSorted().at(-1)! })];
}

function dispose(command: DisposeClause, state: ProtocolState): ProtocolEvent[] {
  const clause = clauseOf(state, command.clauseId);
  ensureField(isOperative(clause), '/clauseId', 'protocols/notOperative');
  if (clause.disposition === command.disposition) return [];
  // Items may hang on it: a clause that was derived from does not become merely noted.
  ensure(clause.disposition !== 'derived', 'protocols/alreadyDerived');
  ensureField(command.disposition === 'derived' || command.reason, '/reason', 'protocols/reasonNeeded');
  const reason = command.reason ? refOf(command.reason) : null;
  return [ClauseDisposed({ clauseId: command.clauseId, disposition: command.disposition, reason })];
}

function clauseAdded(
  commandId: string,
  clause: ClauseInput | AddClause,
  languages: readonly string[],
  n: number,
): ProtocolEvent {
  inLanguages(
    clause.texts,
    languages,
    clause instanceof Object && 'envelope' in clause ? '/texts' : `/clauses/${n}/texts`,
  );
  const { path, kind, sector, texts } = clause;
  return ClauseAdded({
    clauseId: uuid5('clause', commandId, n) as ClauseId,
    path,
    kind,
    sector: sector ?? null,
    texts,
  });
}

function inLanguages(texts: Names, languages: readonly string[], pointer: string): void {
  const foreign = Object.keys(texts).find((lang) => !languages.includes(lang));
  ensureField(foreign === undefined, pointer, 'protocols/languageNotOfProtocol', { lang: foreign ?? '' });
}

function clauseOf(state: ProtocolState, id: ClauseId): ClauseState {
  const clause = state.clauses.get(id);
  ensureField(clause, '/clauseId', 'protocols/unknownClause');
  return clause;
}

const sameNames = (a: Names, b: Names): boolean => canonicalJson(a) === canonicalJson(b);

function evolve(state: ProtocolState, event: ProtocolEvent): ProtocolState {
  switch (event.type) {
    case 'ProtocolDrafted': {
      const { protocolId, bodyId, number, sideIds, sessionOn } = event.data;
      const languages = event.data.languages.map(({ lang }) => lang);
      return { ...state, stage: 'draft', protocolId, bodyId, number, sideIds, sessionOn, languages };
    }
    case 'ClauseAdded': {
      const { clauseId, path, kind, sector, texts } = event.data;
      return withClause(state, clauseId, { path, kind, sector, texts, disposition: null });
    }
    case 'ClauseReworded':
      return withClause(state, event.data.clauseId, { texts: event.data.texts });
    case 'ClauseRemoved':
      return { ...state, clauses: new Map([...state.clauses].filter(([id]) => id !== event.data.clauseId)) };
    case 'ProtocolTextAgreed':
      return { ...state, stage: 'textAgreed' };
    case 'ProtocolAdopted':
      return { ...state, stage: 'adopted', adoptedOn: event.data.adoptedOn };
    case 'ProtocolSigned': {
      const { sideId, officeId, signedOn, place } = event.data;
      return { ...state, signatures: new Map(state.signatures).set(sideId, { officeId, signedOn, place }) };
    }
    case 'ProtocolTookEffect':
      return { ...state, stage: 'inEffect', effectiveOn: event.data.effectiveOn };
    case 'ClauseDisposed':
      return withClause(state, event.data.clauseId, { disposition: event.data.disposition });
  }
  return unreachable(event);
}

function withClause(state: ProtocolState, id: ClauseId, change: Partial<ClauseState>): ProtocolState {
  const clause = { ...state.clauses.get(id), ...change } as ClauseState;
  return { ...state, clauses: new Map(state.clauses).set(id, clause) };
}
