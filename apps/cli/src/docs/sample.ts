/** The parts of JSON Schema that event schemas use. */
interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
}

/** Strings to try against a pattern. */
const candidates = [
  'text',
  'ru',
  '10:00',
  '2019-09-11',
  '1900000000',
  'USD',
  'before-14',
  '2019-Q4',
  'FREQ=MONTHLY',
  '0123456789abcdef'.repeat(4),
];

/** A deterministic value that fits the schema: the first of each alternative, every optional field filled. */
export function sampleOf(schema: JsonSchema, seed = 1): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const alternative = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (alternative) return sampleOf(alternative, seed);
  const type = Array.isArray(schema.type) ? (schema.type as readonly string[])[0] : schema.type;
  switch (type) {
    case 'string':
      return sampleText(schema, seed);
    case 'integer':
    case 'number':
      return schema.exclusiveMinimum !== undefined ? schema.exclusiveMinimum + 1 : (schema.minimum ?? 0);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return Array.from({ length: schema.minItems ?? 1 }, (_, n) => sampleOf(schema.items ?? {}, seed + n));
    case 'object':
      return sampleObject(schema, seed);
    default:
      throw new TypeError(`no sample for ${JSON.stringify(schema)}`);
  }
}

function sampleObject({ properties = {}, additionalProperties }: JsonSchema, seed: number): unknown {
  const named = Object.entries(properties).map(([name, schema], n) => [name, sampleOf(schema, seed * 10 + n)]);
  if (named.length === 0 && typeof additionalProperties === 'object') {
    return { ru: sampleOf(additionalProperties, seed), es: sampleOf(additionalProperties, seed) };
  }
  return Object.fromEntries(named) as unknown;
}

function sampleText({ format, pattern }: JsonSchema, seed: number): string {
  if (format === 'uuid') return `00000000-0000-5000-8000-${String(seed).padStart(12, '0')}`;
  if (format === 'date') return '2019-09-11';
  if (format === 'date-time') return '2019-09-11T12:00:00.000Z';
  if (!pattern) return 'text';
  const fitting = candidates.find((candidate) => new RegExp(pattern).test(candidate));
  if (fitting === undefined) throw new TypeError(`no sample for the pattern ${pattern}: add a candidate`);
  return fitting;
}
