/**
 * The absolute URL of a manifest when it may be fetched: `https:`, or `http:` on the machine itself, where nobody sits in
 * between. Undefined otherwise.
 */
export function toBundleUrl(given: string | undefined, base: string): string | undefined {
  try {
    const { href } = new URL(given!, base);
    if (given && /^http(s:|:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])/.test(href)) return href;
  } catch {
    // no URL at all
  }
  return undefined;
}
