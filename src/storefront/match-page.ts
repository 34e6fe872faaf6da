const cache = new Map<string, RegExp>();

/**
 * Whether a rule's `match` means this page: a path in which `*` stands for anything, `/category/*`; the query counts where
 * the glob has a `?`, the fragment where it has a `#`; with a scheme in front all of the URL. One of several suffices; none
 * means every page. A slash at the end is as good as none.
 */
export function isPage(match: string | readonly string[] | undefined, url: URL | Location = location): boolean {
  if (match === undefined) return true;
  return (typeof match === 'string' ? [match] : match).some((glob) => isAt(glob.trim(), url));
}

function isAt(glob: string, { origin, pathname, search, hash }: URL | Location): boolean {
  const isWhole = /^[\w*]+:\/\//.test(glob);
  const given = [
    (isWhole ? origin : '') + pathname,
    glob.includes('?') ? search : '',
    glob.includes('#') ? hash : '',
  ].join('');
  const pattern = toPattern(isWhole || /^[/*]/.test(glob) ? glob : (/^[?#]/.test(glob) ? '*' : '/') + glob);
  return pattern.test(given) || pattern.test(decoded(given));
}

function toPattern(glob: string): RegExp {
  let pattern = cache.get(glob);
  if (!pattern) {
    const source = glob
      .replace(/\/$/, '')
      .split(/\*+/)
      .map((piece) => piece.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'))
      .join('.*');
    cache.set(glob, (pattern = new RegExp(`^${source}/?$`, 's')));
  }
  return pattern;
}

function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
