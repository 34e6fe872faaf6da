const MARKS = /(?:\/\/|\/\*)?[ \t]{0,8}(?:<!--|-->|<!\[CDATA\[|\]\]>)[ \t]{0,8}(?:\*\/)?/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#34;': '"',
  '&#034;': '"',
  '&#x22;': '"',
  '&#39;': "'",
  '&#039;': "'",
  '&apos;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&nbsp;': ' ',
  '&amp;': '&',
};
const BLANK = /\s/;

/** The values in `text`, which is JSON or was meant to be; none where nothing can be made of it. Never throws. */
export function parseMended(text: string): unknown[] {
  const attempts = [
    () => text,
    () => mend(text),
    () => mend(text.replaceAll(/&#?\w{1,6};/g, (entity) => ENTITIES[entity.toLowerCase()] ?? ' ')),
  ];
  for (const attempt of attempts) {
    try {
      return [JSON.parse(attempt())];
    } catch {
      // the next one goes further
    }
  }
  return [];
}

/**
 * What templates break is put right: comments and CDATA marks, commas too many, line ends and lone quotes in strings, escapes
 * that JSON does not know, several values in one block (which become a list). Linear: it goes through the text once.
 */
function mend(given: string): string {
  const text = given.replaceAll(MARKS, '');
  let json = '';
  let before = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') {
      const [string, end] = mendString(text, at);
      json += string;
      at = end;
      before = char;
    } else if (char === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) {
      const end = text[at + 1] === '/' ? text.indexOf('\n', at) : text.indexOf('*/', at + 2) + 1;
      if (end < at) break;
      at = end;
    } else if (char !== ';' && !BLANK.test(char)) {
      // `[1, ]`, `{"a": 1, , "b": 2}` and `{} {}`
      const isEnd = char === '}' || char === ']';
      if (before === ',' && (isEnd || char === ',')) json = json.slice(0, -1);
      if ((before === '}' || before === ']') && (char === '{' || char === '[')) json += ',';
      json += char;
      before = char;
    }
  }
  return `[${json.replace(/,$/, '')}]`;
}

/** The string that begins at `start`, as JSON writes it, and where it ends. */
function mendString(text: string, start: number): [string: string, end: number] {
  let json = '"';
  let at = start + 1;
  for (; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') {
      const next = text[++at] ?? '';
      const isKnown = next === 'u' ? /^[\da-f]{4}/i.test(text.slice(at + 1, at + 5)) : /["\\/bfnrt]/.test(next);
      json += isKnown ? `\\${next}` : next < ' ' || next === '"' ? ' ' : next;
    } else if (char !== '"') json += char < ' ' ? ' ' : char;
    // a quote within: 27" screen
    else if (isClosing(text, at)) break;
    else json += '\\"';
  }
  return [`${json}"`, at];
}

function isClosing(text: string, quote: number): boolean {
  let at = quote + 1;
  while (at < text.length && BLANK.test(text[at]!)) at++;
  return at >= text.length || /[,:}\]]/.test(text[at]!) || text.startsWith('//', at) || text.startsWith('/*', at);
}
