/**
 * Adapter files and the sources in them: each by its name in `data-consent` and the global that gives it away, as a path;
 * one word where both are the same but for capitals. Consent Mode shows in the data layer, the prompt not at all. Cookiebot
 * has a `CookieConsent` too.
 */
const FILES = [
  'iab tcf=__tcfapi gpp=__gpp usp=__uspapi',
  'platform gcm=dataLayer shopify=Shopify.loadFeatures wp=wp_has_consent',
  'vendor OneTrust trustarc=truste Cookiebot usercentrics=UC_UI usercentrics=__ucCmp Didomi Osano',
  'open klaro vanilla-cookieconsent=CookieConsent.validConsent cookieconsent tarteaucitron orejime',
];

/** Every source but the prompt and the page's own calls: its name, its adapter file, its global. */
export function listSources(): [name: string, file: string, path: string][] {
  return FILES.flatMap((line) => {
    const [file, ...words] = line.split(' ') as [string, ...string[]];
    return words.map((word) => {
      const [name, path = name] = word.split('=') as [string, string?];
      return [name.toLowerCase(), file, path] as [string, string, string];
    });
  });
}

/** Whether the source shows on the page now whose global is at `path`. */
export function isThere(path: string): boolean {
  try {
    const found = path
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], globalThis) as Partial<Node & unknown[][]>;
    // an element whose id is the name of a manager is a global too, and no manager
    return found.some?.((entry) => entry?.[0] === 'consent') ?? !found.nodeType;
  } catch {
    return false;
  }
}
