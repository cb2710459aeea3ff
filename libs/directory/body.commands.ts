import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, Matches } from 'class-validator';
import type { OfficeId, SideId } from '#kernel/values';
import { DomainCommand } from '#event-store/domain-command';
import { CodeField, IdField, IdListField, LocalDateField, NamesField, OneOfField } from '#event-store/fields';
import { bodyKinds } from './body.events.js';
import type { BodyId } from './directory.ids.js';

/** A commission, subcommission, working group or council begins, with the sides known to take part. */
export class EstablishBody extends DomainCommand {
  get type() {
    return 'EstablishBody' as const;
  }

  @CodeField({ example: 'RG-01', description: 'Unique in the installation, whatever its case.' })
  code!: string;

  @OneOfField(bodyKinds)
  kind!: (typeof bodyKinds)[number];

  @NamesField()
  names!: Record<string, string>;

  @IdField({ optional: true, description: 'The body it is part of.' })
  parentId?: BodyId;

  @LanguagesField()
  languages!: string[];

  @LocalDateField({ optional: true, description: 'Left out when nobody knows.' })
  establishedOn?: string;

  @IdListField({ max: 30, optional: true })
  sideIds?: SideId[];
}

export class JoinBody extends DomainCommand {
  get type() {
    return 'JoinBody' as const;
  }

  @IdField()
  sideId!: SideId;
}

/** A side names its half of the body, or names it anew. */
export class FormNationalPart extends DomainCommand {
  get type() {
    return 'FormNationalPart' as const;
  }

  @IdField()
  sideId!: SideId;

  @IdField()
  chairOfficeId!: OfficeId;

  @IdField()
  secretaryOfficeId!: OfficeId;
}

export type BodyCommand = EstablishBody | JoinBody | FormNationalPart;

function LanguagesField(): PropertyDecorator {
  const pattern = '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$';
  const description = 'Languages its protocols are written in.';
  return applyDecorators(
    ApiProperty({ description, type: 'array', items: { type: 'string', pattern }, minItems: 1, maxItems: 10 }),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(10),
    Matches(new RegExp(pattern), { each: true }),
  );
}
