/** Resolves to `value` after `ms`. */
export function after<T = undefined>(ms: number, value?: T): Promise<T | undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, value));
}
