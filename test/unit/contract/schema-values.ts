import fc from 'fast-check';
import type { z } from 'zod';

type Schema = z.core.$ZodType;

interface Limits {
  min: number;
  max: number;
  pattern?: RegExp;
  whole: boolean;
  /** Whether something else is asked of it too. */
  refined: boolean;
}

const LONGEST_FREE_TEXT = 40;

/** Values that `schema` accepts, with its boundaries (least, most, shortest, longest) drawn far more often than chance. */
export function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return objectsOf(def.shape);
    case 'union':
      return fc.oneof(...def.options.map(valuesOf));
    case 'optional':
      return valuesOf(def.innerType);
    case 'nullable':
      return fc.oneof(fc.constant(null), valuesOf(def.innerType));
    case 'literal':
      return fc.constantFrom<unknown>(...def.values);
    case 'enum':
      return fc.constantFrom<unknown>(...Object.values(def.entries));
    case 'array':
      return arraysOf(valuesOf(def.element), limitsOf(def));
    case 'tuple':
      return fc.tuple(...def.items.map(valuesOf));
    case 'record':
      return fc.dictionary(valuesOf(def.keyType) as fc.Arbitrary<string>, valuesOf(def.valueType), {
        maxKeys: 5,
        noNullPrototype: true,
      });
    case 'number':
      return numbersOf(limitsOf(def));
    case 'unknown':
      return fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.string({ maxLength: 12 }));
    case 'boolean':
      return fc.boolean();
    case 'string':
      return refinedBy(schema, stringsOf(limitsOf(def)), limitsOf(def));
    default:
      throw new Error(`no generator for a schema of type ${def.type}: write one`);
  }
}

/** Every least and greatest number, length and count that stands anywhere in `schema`. */
export function limitsIn(schema: Schema): number[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const { min, max } = limitsOf(def);
  return [min, max, ...partsOf(def).flatMap(limitsIn)].filter(Number.isFinite);
}

function partsOf(def: z.core.$ZodTypes['_zod']['def']): readonly Schema[] {
  switch (def.type) {
    case 'object':
      return Object.values(def.shape);
    case 'union':
      return def.options;
    case 'optional':
    case 'nullable':
      return [def.innerType];
    case 'array':
      return [def.element];
    case 'tuple':
      return def.items;
    case 'record':
      return [def.valueType];
    default:
      return [];
  }
}

function objectsOf(shape: Readonly<Record<string, Schema>>): fc.Arbitrary<unknown> {
  const values = Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, valuesOf(value)]));
  const required = Object.keys(shape).filter((key) => shape[key]?._zod.optin !== 'optional');
  return fc.record(values, { requiredKeys: required, noNullPrototype: true });
}

function arraysOf(element: fc.Arbitrary<unknown>, { min, max }: Limits): fc.Arbitrary<unknown> {
  const few = fc.array(element, { minLength: min, maxLength: Math.min(max, Math.max(min, 4)) });
  const at = (length: number): fc.Arbitrary<unknown> =>
    element.map((value) => Array.from({ length }, () => structuredClone(value)));
  return max > 10_000
    ? few
    : fc.oneof({ weight: 20, arbitrary: few }, { weight: 1, arbitrary: at(min) }, { weight: 1, arbitrary: at(max) });
}

function numbersOf({ min, max, whole }: Limits): fc.Arbitrary<number> {
  const edges = [min, max, 0, -0].filter((edge) => edge >= min && edge <= max);
  const inside = whole
    ? fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) })
    : fc.double({ min, max, noNaN: true, noDefaultInfinity: true });
  return fc.oneof(fc.constantFrom(...edges), inside);
}

function stringsOf({ min, max, pattern }: Limits): fc.Arbitrary<string> {
  if (pattern) return fc.stringMatching(pattern);
  const free = fc.string({
    minLength: min,
    maxLength: Math.min(max, Math.max(min, LONGEST_FREE_TEXT)),
    // fast-check counts characters, zod and the guards UTF-16 units: one unit a character keeps them alike
    unit: 'grapheme-ascii',
  });
  const edges = [min, max].filter((length) => length <= 4_096).map((length) => '\u{e9}'.repeat(length));
  return fc.oneof(free, fc.constantFrom(...edges));
}

function refinedBy<T>(schema: Schema, values: fc.Arbitrary<T>, { refined }: Limits): fc.Arbitrary<T> {
  return refined ? values.filter((value) => (schema as z.ZodType).safeParse(value).success) : values;
}

function limitsOf(def: z.core.$ZodTypeDef): Limits {
  const limits: Limits = {
    min: -Infinity,
    max: Infinity,
    whole: 'format' in def && def.format === 'safeint',
    refined: false,
  };
  if ('pattern' in def && def.pattern instanceof RegExp) limits.pattern = def.pattern;
  for (const { _zod } of def.checks ?? []) {
    if (_zod.def.check === 'custom') limits.refined = true;
    else narrow(limits, _zod.def as z.core.$ZodChecks['_zod']['def']);
  }
  if (def.type !== 'number') limits.min = Math.max(0, limits.min);
  else if (limits.whole) {
    limits.min = Math.max(limits.min, Number.MIN_SAFE_INTEGER);
    limits.max = Math.min(limits.max, Number.MAX_SAFE_INTEGER);
  } else {
    limits.min = Math.max(limits.min, -Number.MAX_VALUE);
    limits.max = Math.min(limits.max, Number.MAX_VALUE);
  }
  return limits;
}

function narrow(limits: Limits, def: z.core.$ZodChecks['_zod']['def']): void {
  switch (def.check) {
    case 'greater_than':
      limits.min = Number(def.value);
      break;
    case 'less_than':
      limits.max = Number(def.value);
      break;
    case 'min_length':
      limits.min = def.minimum;
      break;
    case 'max_length':
      limits.max = def.maximum;
      break;
    case 'length_equals':
      limits.min = def.length;
      limits.max = def.length;
      break;
    case 'string_format':
      if (def.pattern) limits.pattern = def.pattern;
      break;
    default:
      throw new Error(`no generator for a check of type ${def.check}: write one`);
  }
}
