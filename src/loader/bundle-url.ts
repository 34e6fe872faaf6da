/**
 * The absolute URL of a manifest when it may be fetched: `https:`, or any scheme of the web on the machine itself, where
 * nobody sits in between. Undefined otherwise.
 */
export function toBundleUrl(given: string | undefined, base: string): string | undefined {
  try {
    const { href, protocol, hostname } = new URL(given!, base);
    const secure = protocol === 'https:' || /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
    return given && secure && /^https?:/.test(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}
