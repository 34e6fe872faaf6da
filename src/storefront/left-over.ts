const seen: Record<string, { readonly said: unknown; readonly path: string }> = {};

/**
 * Whether what `kind` says now, the same value or object, was first said under another path of this document: a single-page
 * shop has gone on and forgotten it.
 */
export function isLeftOver(kind: string, said: unknown): boolean {
  const path = /^#!?\//.test(location.hash) ? location.hash : location.pathname;
  const before = seen[kind];
  if (before && before.said === said) return before.path !== path;
  seen[kind] = { said, path };
  return false;
}
