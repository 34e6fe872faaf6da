/**
 * What stands at a path in JSON, all of it where lists are on the way. A step goes into a field (dots in a field's own name are
 * found too); in a list it is a number, `length`, the `key` or `name` of one of its entries, or else a field of each of them.
 *
 * @example readPath({ tickets: [{ id: 1 }, { id: 2 }] }, 'tickets.length'); // [2]
 * @example readPath({ user_properties: [{ key: 'tier', value: { string_value: 'gold' } }] }, 'user_properties.tier.value.string_value'); // ['gold']
 */
export function readPath(given: unknown, path: string): unknown[] {
  return walk(given, path.split('.'));
}

function walk(given: unknown, steps: readonly string[]): unknown[] {
  if (Array.isArray(given)) return walkList(given, steps);
  if (steps.length === 0) return [given];
  if (typeof given !== 'object' || given === null) return [];
  for (let count = steps.length; count > 0; count--) {
    const name = steps.slice(0, count).join('.');
    if (Object.hasOwn(given, name)) return walk((given as Record<string, unknown>)[name], steps.slice(count));
  }
  return [];
}

function walkList(list: readonly unknown[], steps: readonly string[]): unknown[] {
  const [step, ...rest] = steps;
  // nothing of all that there could be
  if (step === undefined && list.length === 0) return [null];
  if (step === 'length' && rest.length === 0) return [list.length];
  if (step !== undefined && /^\d+$/.test(step)) return Number(step) < list.length ? walk(list[Number(step)], rest) : [];
  const named = list.filter((each) => step !== undefined && nameOf(each).includes(step));
  if (named.length > 0) return named.flatMap((each) => walk(each, rest));
  // a list in a list has no names, and may be nested as deep as somebody likes
  return list.flatMap((each) => (Array.isArray(each) ? [] : walk(each, steps)));
}

function nameOf(entry: unknown): readonly unknown[] {
  const { key, name } = (entry ?? {}) as Record<string, unknown>;
  return [key, name];
}
