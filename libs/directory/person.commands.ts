import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { IsEmail, IsOptional, IsString, MaxLength, registerDecorator } from 'class-validator';
import type { SideId } from '#kernel/values';
import { DomainCommand } from '#event-store/domain-command';
import { CodeField, IdField, NamesField } from '#event-store/fields';
import type { EndpointId } from './directory.ids.js';

/** A person becomes known. Names and address go to the vault; the events hold ids only. */
export class RegisterPerson extends DomainCommand {
  get type() {
    return 'RegisterPerson' as const;
  }

  @IdField()
  sideId!: SideId;

  @PersonNamesField()
  displayNames!: Record<string, string>;

  @MailAddressField({ optional: true })
  mailAddress?: string;
}

/** A further mail address of the person, kept in the vault. */
export class AddEndpoint extends DomainCommand {
  get type() {
    return 'AddEndpoint' as const;
  }

  @MailAddressField()
  mailAddress!: string;
}

/** The address is not written to any more. */
export class DeclareEndpointDead extends DomainCommand {
  get type() {
    return 'DeclareEndpointDead' as const;
  }

  @IdField()
  endpointId!: EndpointId;

  @CodeField({ example: '5.1.1', description: 'An enhanced status code, or a word such as `left`; never the address.' })
  reason!: string;
}

export type PersonCommand = RegisterPerson | AddEndpoint | DeclareEndpointDead;

/** Strict on purpose: what stands here ends in the header of a mail. */
function MailAddressField({ optional = false } = {}): PropertyDecorator {
  const schema = { type: String, format: 'email', maxLength: 254, example: 'secretary@ministry.example' };
  return applyDecorators(
    ...(optional ? [ApiPropertyOptional(schema), IsOptional()] : [ApiProperty(schema)]),
    IsString(),
    MaxLength(254),
    IsEmail({ allow_utf8_local_part: false, allow_display_name: false, allow_ip_domain: false }),
  );
}

/** Names that can stand in a mail and on a page: no control characters, no reversal of the writing direction. */
function PersonNamesField(): PropertyDecorator {
  const inNames = NamesField({ max: 200, example: { en: 'A. Example', ru: 'А. Пример' } });
  return (target, propertyName) => {
    inNames(target, propertyName);
    registerDecorator({
      name: 'personNames',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (value: unknown) => Object.values(value ?? {}).every((name) => isPersonName(name)),
        defaultMessage: () => '$property must hold no control characters',
      },
    });
  };
}

const isPersonName = (name: unknown): boolean =>
  typeof name === 'string' && /\S/.test(name) && !/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(name);
