import type { FreeText } from '#kernel/command';
import type { OfficeId, SideId } from '#kernel/values';
import type { BodyId } from '#directory/directory.ids';
import { DomainCommand } from '#event-store/domain-command';
import {
  CodeField,
  FlagField,
  FreeTextField,
  IdField,
  LanguageField,
  ListOf,
  LocalDateField,
  NamesField,
  OneOfField,
} from '#event-store/fields';
import type { MeetingId } from '#meetings/meeting.events';
import { clauseKinds, type ClauseId } from './protocol.events.js';

export class LanguageVersionInput {
  @LanguageField()
  lang!: string;

  @FlagField({
    description: 'An authentic version is an equally valid original; the others are courtesy translations.',
  })
  authentic!: boolean;
}

export class ClauseInput {
  @ClausePathField()
  path!: string;

  @OneOfField(clauseKinds)
  kind!: (typeof clauseKinds)[number];

  @CodeField({ optional: true, example: 'metallurgy' })
  sector?: string;

  @NamesField({ max: 16_000, description: 'The wording in each language of the protocol.' })
  texts!: Record<string, string>;
}

/** Begins a protocol for a session, with as many clauses as are known. */
export class DraftProtocol extends DomainCommand {
  get type() {
    return 'DraftProtocol' as const;
  }

  @IdField()
  bodyId!: BodyId;

  @IdField()
  meetingId!: MeetingId;

  @CodeField({ example: '2019-1' })
  number!: string;

  @NamesField()
  titles!: Record<string, string>;

  @ListOf(() => LanguageVersionInput, { min: 1, max: 10 })
  languages!: LanguageVersionInput[];

  @ListOf(() => ClauseInput, { max: 1_000, optional: true })
  clauses?: ClauseInput[];
}

export class AddClause extends DomainCommand {
  get type() {
    return 'AddClause' as const;
  }

  @ClausePathField()
  path!: string;

  @OneOfField(clauseKinds)
  kind!: (typeof clauseKinds)[number];

  @CodeField({ optional: true, example: 'metallurgy' })
  sector?: string;

  @NamesField({ max: 16_000 })
  texts!: Record<string, string>;
}

export class RewordClause extends DomainCommand {
  get type() {
    return 'RewordClause' as const;
  }

  @IdField()
  clauseId!: ClauseId;

  @NamesField({ max: 16_000 })
  texts!: Record<string, string>;
}

export class RemoveClause extends DomainCommand {
  get type() {
    return 'RemoveClause' as const;
  }

  @IdField()
  clauseId!: ClauseId;
}

/** The sides agree on the wording; from here it is not changed. */
export class AgreeText extends DomainCommand {
  get type() {
    return 'AgreeText' as const;
  }

  @LocalDateField()
  agreedOn!: string;
}

export class AdoptProtocol extends DomainCommand {
  get type() {
    return 'AdoptProtocol' as const;
  }

  @LocalDateField()
  adoptedOn!: string;
}

/** One side signs; recorded by that side's secretary. */
export class SignProtocol extends DomainCommand {
  get type() {
    return 'SignProtocol' as const;
  }

  @IdField()
  sideId!: SideId;

  @IdField({ description: 'The office that signs.' })
  officeId!: OfficeId;

  @LocalDateField()
  signedOn!: string;

  @NamesField({ example: { en: 'Havana', ru: 'Гавана', es: 'La Habana' } })
  place!: Record<string, string>;
}

/** Says what becomes of an operative clause. */
export class DisposeClause extends DomainCommand {
  get type() {
    return 'DisposeClause' as const;
  }

  @IdField()
  clauseId!: ClauseId;

  @OneOfField(['derived', 'noted'])
  disposition!: 'derived' | 'noted';

  @FreeTextField({ optional: true, description: 'Why it is only noted; required then.' })
  reason?: FreeText;
}

export type ProtocolCommand =
  | DraftProtocol
  | AddClause
  | RewordClause
  | RemoveClause
  | AgreeText
  | AdoptProtocol
  | SignProtocol
  | DisposeClause;

function ClausePathField(): PropertyDecorator {
  return CodeField({ example: '3.2.1', description: 'Place in the text.' });
}
