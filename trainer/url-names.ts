const EXTENSION = /\.(html?|php|aspx?|jsp)$/i;
/** How many segments from a path's end may hold an id. */
const SEGMENTS = 3;
/** A place of a URL holds ids when so many of the URLs have it, and so many of its values are one URL's alone. */
const MIN_SHARE = 0.8;
const MIN_DISTINCT = 0.95;

/**
 * What the addresses of items call them: the last segment of the path, `blue-mug` of `/p/blue-mug.html`, and what stands in a
 * place where nearly all of the addresses have something of their own: a number before or after the slug (`/12-blue-mug`,
 * `/blue-mug-12`), another segment (`/12/blue-mug`), a parameter (`?pid=12`). A year in one title is no such place.
 */
export function namesInUrls(urls: readonly string[]): string[][] {
  const places = urls.map(placesOf);
  const given = places.filter((found) => found.size > 0).length;
  const values = new Map<string, string[]>();
  for (const found of places) {
    for (const [place, value] of found) {
      // what has no digit is a folder, a language, a colour
      if (place !== SLUG && !/\d/.test(value)) continue;
      const list = values.get(place);
      if (list) list.push(value);
      else values.set(place, [value]);
    }
  }
  const trusted = new Set(
    [...values].flatMap(([place, list]) =>
      place === SLUG ||
      (list.length >= Math.max(2, MIN_SHARE * given) && new Set(list).size >= MIN_DISTINCT * list.length)
        ? [place]
        : [],
    ),
  );
  return places.map((found) => [...found].flatMap(([place, value]) => (trusted.has(place) ? [value] : [])));
}

const SLUG = 'segment 1';

/** What stands where in an address. */
function placesOf(url: string): Map<string, string> {
  const places = new Map<string, string>();
  if (url === '' || !URL.canParse(url, 'https://shop.invalid')) return places;
  const { pathname, searchParams } = new URL(url, 'https://shop.invalid');
  const segments = pathname.split('/').filter((segment) => segment !== '');
  segments
    .toReversed()
    .slice(0, SEGMENTS)
    .forEach((segment, at) => places.set(`segment ${at + 1}`, decode(segment).replace(EXTENSION, '')));
  const slug = places.get(SLUG) ?? '';
  const head = /^(\d+)[-_]/.exec(slug)?.[1];
  const tail = /[-_.]([a-z0-9]*\d[a-z0-9]*)$/i.exec(slug)?.[1];
  if (head !== undefined) places.set('head', head);
  if (tail !== undefined) places.set('tail', tail);
  for (const [name, value] of searchParams) if (value !== '') places.set(`?${name}`, value);
  return places;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
