/**
 * Calls `take` with what `read` finds, and again whenever it finds something else. Consent managers come late, are replaced
 * by others, and hang on globals whose getters may throw: so this looks again, quietly, for as long as the page lives.
 *
 * @default everyMs 250: a withdrawal is noticed in time, and a look costs microseconds.
 */
export function watch<T>(read: () => T | undefined, take: (found: T) => void, everyMs = 250): void {
  let last: T | undefined;
  const look = (): void => {
    try {
      const found = read();
      if (!found || found === last) return;
      last = found;
      take(found);
    } catch {
      // not ours to mend, and not the shop's to see
    }
  };
  look();
  setInterval(look, everyMs);
}
