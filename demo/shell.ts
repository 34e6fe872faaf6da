const MARKERS = ['<!--shop:head-->', '<!--shop:body-->', '<title>', 'data-aisle-page="other"'] as const;

export interface Page {
  readonly title: string;
  readonly kind: 'home' | 'category' | 'product' | 'search' | 'cart' | 'checkout' | 'order' | 'other';
  /** Trusted HTML: made by the tagged templates of `pages/`. */
  readonly head: string;
  readonly body: string;
}

/**
 * The page around every page: the built `index.html`, whose links to scripts and styles Vite has put in.
 *
 * @throws {Error} when the file lacks one of its markers
 */
export function createShell(html: string): (page: Page) => string {
  for (const marker of MARKERS) {
    if (!html.includes(marker)) {
      throw new Error(
        `index.html lacks ${marker}, where the shop fills its pages in. Put it back and run "npm run build".`,
      );
    }
  }
  return ({ title, kind, head, body }) =>
    html
      // functions: a "$&" in a title is not a replacement pattern
      .replace(/<title>[^<]*/, () => `<title>${escapeText(title)}`)
      .replace('data-aisle-page="other"', () => `data-aisle-page="${kind}"`)
      .replace('<!--shop:head-->', () => head)
      .replace('<!--shop:body-->', () => body);
}

function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => (character === '&' ? '&amp;' : character === '<' ? '&lt;' : '&gt;'));
}
