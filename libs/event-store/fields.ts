import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type as Transformed } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  registerDecorator,
  ValidateNested,
} from 'class-validator';
import { freeTextFields } from './free-text.js';

/** Decorators for command fields: each carries the validation and the OpenAPI schema of one kind of value. */
interface Common {
  optional?: boolean;
  description?: string;
  example?: unknown;
}

type Schema = Parameters<typeof ApiProperty>[0];

function field(options: Common, schema: Schema, ...validators: PropertyDecorator[]): PropertyDecorator {
  const { optional, ...described } = options;
  const api = { ...schema, ...described } as Schema;
  return optional
    ? applyDecorators(ApiPropertyOptional(api), IsOptional(), ...validators)
    : applyDecorators(ApiProperty(api), ...validators);
}

export const IdField = (options: Common = {}): PropertyDecorator =>
  field(options, { type: String, format: 'uuid' }, IsUUID());

export const IdListField = (options: Common & { min?: number; max?: number } = {}): PropertyDecorator => {
  const { min = 0, max = 100, ...common } = options;
  return field(
    common,
    { type: [String], format: 'uuid', minItems: min, maxItems: max },
    IsArray(),
    ArrayMinSize(min),
    ArrayMaxSize(max),
    IsUUID(undefined, { each: true }),
  );
};

/** A text of 1 to `max` characters (default 500). */
export const TextField = (options: Common & { max?: number } = {}): PropertyDecorator => {
  const { max = 500, ...common } = options;
  return field(common, { type: String, minLength: 1, maxLength: max }, IsString(), Length(1, max));
};

/** A short code such as `RU` or `RG-01`. */
export const CodeField = (options: Common = {}): PropertyDecorator =>
  field(
    options,
    { type: String, pattern: '^[A-Za-z0-9][A-Za-z0-9._/-]{0,31}$' },
    IsString(),
    Matches(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,31}$/),
  );

export const LanguageField = (options: Common = {}): PropertyDecorator =>
  field(
    { example: 'ru', ...options },
    { type: String, pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' },
    IsString(),
    Matches(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
  );

/** A day from 1900 to 2199: the days that deadlines can be computed with. */
export const LocalDateField = (options: Common = {}): PropertyDecorator =>
  field(
    { example: '2019-09-11', ...options },
    { type: String, format: 'date' },
    Matches(/^(19|20|21)\d{2}-\d{2}-\d{2}$/),
    IsISO8601({ strict: true }),
  );

/** Wall clock time, `HH:MM`. */
export const LocalTimeField = (options: Common = {}): PropertyDecorator =>
  field(
    { example: '10:00', ...options },
    { type: String, pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' },
    Matches(/^([01]\d|2[0-3]):[0-5]\d$/),
  );

export const IntegerField = (options: Common & { min: number; max: number }): PropertyDecorator => {
  const { min, max, ...common } = options;
  return field(common, { type: 'integer', minimum: min, maximum: max }, IsInt(), Min(min), Max(max));
};

export const FlagField = (options: Common = {}): PropertyDecorator => field(options, { type: Boolean }, IsBoolean());

export const OneOfField = (values: readonly string[], options: Common = {}): PropertyDecorator =>
  field(options, { type: String, enum: [...values] }, IsIn([...values]));

/** An IANA time zone that this runtime knows. */
export const TimeZoneField = (options: Common = {}): PropertyDecorator =>
  field({ example: 'America/Havana', ...options }, { type: String }, IsString(), checked('timeZone', isTimeZone));

/** The same text in several languages: `{ "ru": "…", "es": "…" }`, each 1 to `max` characters. */
export const NamesField = (options: Common & { max?: number } = {}): PropertyDecorator => {
  const { max = 500, ...common } = options;
  return field(
    { example: { ru: 'Россия', es: 'Rusia', en: 'Russia' }, ...common },
    { type: 'object', additionalProperties: { type: 'string', minLength: 1, maxLength: max } },
    IsObject(),
    checked('names', (value) => isNames(value, max)),
  );
};

/** Nested objects of a class, validated each. */
export const ListOf = (
  type: () => Type<object>,
  options: Common & { min?: number; max?: number } = {},
): PropertyDecorator => {
  const { min = 0, max = 200, ...common } = options;
  return field(
    common,
    { type: () => [type()], minItems: min, maxItems: max },
    IsArray(),
    ArrayMinSize(min),
    ArrayMaxSize(max),
    ValidateNested({ each: true }),
    Transformed(() => type()),
  );
};

/** One nested object of a class. */
export const NestedField = (type: () => Type<object>, options: Common = {}): PropertyDecorator =>
  field(
    options,
    { type: () => type() },
    IsObject(),
    ValidateNested(),
    Transformed(() => type()),
  );

/** A text that goes to the vault: `{ "lang": "ru", "text": "…" }`; the event keeps its id and hash only. */
export const FreeTextField = (options: Common = {}): PropertyDecorator => {
  const nested = NestedField(() => FreeTextInput, options);
  return (target, key) => {
    nested(target, key);
    freeTextFields.add(target, String(key));
  };
};

export class FreeTextInput {
  @LanguageField()
  lang!: string;

  @TextField({ max: 16_000 })
  text!: string;

  // Set by the application layer before the decision; `declare`, so that the body cannot carry them.
  declare textId: string;
  declare sha256: string;
}

function checked(name: string, holds: (value: unknown) => boolean): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(propertyName),
      validator: { validate: holds, defaultMessage: () => `$property must be a valid ${name}` },
    });
}

function isTimeZone(value: unknown): boolean {
  try {
    return typeof value === 'string' && Boolean(new Intl.DateTimeFormat('en', { timeZone: value }));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isNames(value: unknown, max: number): boolean {
  if (!value || typeof value !== 'object') return false;
  const entries = Object.entries(value);
  return (
    entries.length > 0 &&
    entries.length <= 30 &&
    entries.every(
      ([lang, text]) =>
        /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(lang) &&
        typeof text === 'string' &&
        text.length > 0 &&
        text.length <= max,
    )
  );
}
