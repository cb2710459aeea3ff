import { ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import { DomainError, type FieldFault } from '#kernel/domain-error';
import { pointerToken } from './json-body.js';

/** More faults than this help nobody; a hostile body could have a million. */
const mostFaults = 100;

/** Checks bodies against their command class; fields it does not know are refused. */
export function validation(): ValidationPipe {
  rememberRules();
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: false,
    // The class of each object is needed to tell the limits that were not kept; neither leaves this process.
    validationError: { target: true, value: true },
    exceptionFactory: (errors) =>
      new DomainError(
        'http/invalidBody',
        'invalid',
        {},
        errors.flatMap((error) => faultsOf(error, '')).slice(0, mostFaults),
      ),
  });
}

/**
 * class-validator goes through the rules of every class there is, twice for each object it checks. What it finds for a
 * class stays the same: all rules are declared before the first request.
 */
function rememberRules(): void {
  const storage = getMetadataStorage();
  // Already done, for another application of this process.
  if (Object.hasOwn(storage, 'getTargetValidationMetadatas')) return;
  const find = storage.getTargetValidationMetadatas.bind(storage);
  const known = new WeakMap<object, ReturnType<typeof find>>();
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (typeof target !== 'function' || schema || always || strictGroups || groups)
      return find(target, schema, always, strictGroups, groups);
    let rules = known.get(target);
    if (!rules) known.set(target, (rules = find(target, schema, always, strictGroups, groups)));
    return rules;
  };
}

/** The faults of a field and of what is in it; one per field, the most basic. */
function faultsOf(error: ValidationError, above: string): FieldFault[] {
  const pointer = `${above}/${pointerToken(error.property)}`;
  const inside = (error.children ?? []).flatMap((child) => faultsOf(child, pointer));
  const broken = Object.keys(error.constraints ?? {});
  if (broken.length === 0) return inside;
  return [{ pointer, ...faultOf(error, broken) }, ...inside];
}

/** Constraints that make the others of the same field pointless, the most basic first. */
const basic = ['whitelistValidation', 'isArray', 'isObject', 'nestedValidation', 'isString', 'isInt', 'isBoolean'];
const codes: Readonly<Record<string, string>> = {
  whitelistValidation: 'validation/unknownField',
  nestedValidation: 'validation/isObject',
};

function faultOf(error: ValidationError, broken: readonly string[]): Omit<FieldFault, 'pointer'> {
  const isUnknown = broken.includes('whitelistValidation');
  if ((error.value === undefined || error.value === null) && !isUnknown) return { code: 'validation/required' };
  const name = basic.find((constraint) => broken.includes(constraint)) ?? broken[0]!;
  const params = paramsOf(error, name);
  return { code: codes[name] ?? `validation/${name}`, ...(params && { params }) };
}

/** How the limits of a constraint are called in its message. */
const limits: Readonly<Record<string, readonly string[]>> = {
  isLength: ['min', 'max'],
  min: ['min'],
  max: ['max'],
  arrayMinSize: ['min'],
  arrayMaxSize: ['max'],
  isIn: ['values'],
};

function paramsOf({ target, property }: ValidationError, constraint: string): FieldFault['params'] {
  const names = limits[constraint];
  if (!names || !target) return undefined;
  const declared = getMetadataStorage()
    .getTargetValidationMetadatas(target.constructor, '', false, false)
    .find((one) => one.propertyName === property && one.name === constraint);
  return declared && Object.fromEntries(names.map((name, at) => [name, limitText(declared.constraints[at])]));
}

const limitText = (limit: unknown): string | number =>
  typeof limit === 'number' ? limit : Array.isArray(limit) ? limit.join(', ') : String(limit);
