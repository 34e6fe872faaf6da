import { z } from 'zod';

import { MAX_ID_LENGTH, MAX_NAME_LENGTH } from '../contract/limits.ts';

const DEFAULT_LIMIT = 12;
const MAX_LIMIT = 100;
const CONTEXTS = ['homepage', 'category', 'product', 'search', 'cart', 'order', 'other'] as const;
const SHOWN_LENGTH = 80;

const querySchema = z.strictObject({
  context: z.enum(CONTEXTS),
  region: z.string().min(1).max(MAX_NAME_LENGTH).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  item: z.string().min(1).max(MAX_ID_LENGTH).optional(),
});

export type RecommendationQuery = z.infer<typeof querySchema>;
type Parameter = keyof RecommendationQuery;

export interface QueryProblem {
  readonly parameter: string;
  readonly given: string | null;
  readonly expected: string;
  readonly remedy: string;
}

const EXPECTED: Readonly<Record<Parameter, { expected: string; remedy: string }>> = {
  context: { expected: `one of ${CONTEXTS.join(', ')}`, remedy: 'Add context=homepage, or the page the list is for.' },
  region: {
    expected: `an ISO 3166 code such as de, or a region's name in the bundle, 1 to ${MAX_NAME_LENGTH} characters`,
    remedy: 'Give one region, or leave it out.',
  },
  limit: {
    expected: `a whole number from 1 to ${MAX_LIMIT}`,
    remedy: `Give a number in that range, or leave it out for ${DEFAULT_LIMIT}.`,
  },
  item: {
    expected: `an item id of 1 to ${MAX_ID_LENGTH} characters`,
    remedy: 'Give one id of the bundle, or leave it out.',
  },
};

/**
 * Reads the query of `GET /v1/recommendations`. A `user_id` is dropped unread: lists are the same for everybody.
 * Anything else that is unknown, repeated or out of range is a problem, so that a misspelt parameter is noticed.
 */
export function readRecommendationQuery(
  given: Readonly<Record<string, readonly string[]>>,
): { ok: true; query: RecommendationQuery } | { ok: false; problems: QueryProblem[] } {
  const parameters = Object.entries(given).filter(([name]) => name !== 'user_id');
  const repeated = parameters.filter(([, values]) => values.length > 1).map(([name]) => name);
  const parsed = querySchema.safeParse(Object.fromEntries(parameters.map(([name, values]) => [name, values[0]])));
  if (parsed.success && repeated.length === 0) return { ok: true, query: parsed.data };
  const names = (parsed.error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0])],
  );
  const problems = [...new Set([...names, ...repeated])].map((name) => toProblem(name, given[name]));
  return { ok: false, problems };
}

function toProblem(parameter: string, values: readonly string[] | undefined): QueryProblem {
  const given = values ? values.join(', ').slice(0, SHOWN_LENGTH) : null;
  if (isParameter(parameter)) return { parameter, given, ...EXPECTED[parameter] };
  return {
    parameter: parameter.slice(0, SHOWN_LENGTH),
    given,
    expected: `only the parameters ${Object.keys(EXPECTED).join(', ')}`,
    remedy: 'Leave it out, or correct its name.',
  };
}

function isParameter(name: string): name is Parameter {
  return Object.hasOwn(EXPECTED, name);
}
