import { parseSync } from 'vite';

import { visit } from './imports.ts';

interface Absence {
  /** How the finding names it. */
  readonly name: string;
  readonly pattern: RegExp;
}

const HTML_SINKS: readonly Absence[] = [
  { name: 'innerHTML', pattern: /innerHTML/ },
  { name: 'outerHTML', pattern: /outerHTML/ },
  { name: 'insertAdjacentHTML', pattern: /insertAdjacentHTML/ },
  { name: 'setHTMLUnsafe', pattern: /setHTMLUnsafe|parseHTMLUnsafe/ },
  { name: 'createContextualFragment', pattern: /createContextualFragment/ },
  { name: 'DOMParser', pattern: /DOMParser/ },
  { name: 'srcdoc', pattern: /srcdoc/ },
  { name: 'document.write', pattern: /document\.write(ln)?\b/ },
];

const EVALUATION: readonly Absence[] = [
  { name: 'eval(', pattern: /\beval\s*\(/ },
  { name: 'new Function', pattern: /\bnew\s+Function\b|[^.\w]Function\s*\(/ },
  { name: 'a timer of text', pattern: /\bset(Timeout|Interval)\s*\(\s*["'`]/ },
];

const PACKAGES: readonly Absence[] = [
  { name: 'zod', pattern: /\bZod[A-Z]|\$Zod|_zod\b|invalid_union|zod\.dev/ },
  // `tfjs-layers` is also the name of a part's type, which the worker's guard knows
  { name: 'tfjs', pattern: /tensorflow|registerKernel|registerBackend|registerGradient|WebGLRenderingContext/ },
];

/** What must not stand in any script that runs in the shop's page. */
export const PAGE_MUST_NOT_HOLD: readonly Absence[] = [
  ...HTML_SINKS,
  ...EVALUATION,
  ...PACKAGES,
  { name: 'indexedDB', pattern: /indexedDB|IDBDatabase|deleteDatabase|createObjectStore/ },
  { name: 'localStorage', pattern: /localStorage/ },
  { name: 'sessionStorage', pattern: /sessionStorage/ },
  { name: 'document.cookie', pattern: /\.cookie\b|cookieStore/ },
  { name: 'Cache API', pattern: /\bcaches\b/ },
  { name: 'sendBeacon', pattern: /sendBeacon/ },
  { name: 'XMLHttpRequest', pattern: /XMLHttpRequest/ },
  { name: 'WebSocket', pattern: /\bWebSocket\b|\bEventSource\b/ },
  // the page asks the worker; it fetches nothing itself
  { name: 'fetch', pattern: /\bfetch\s*\(/ },
  { name: 'the store (worker only)', pattern: /AES-GCM|subtle\.(en|de)crypt|generateKey/ },
  { name: 'importScripts (worker only)', pattern: /importScripts/ },
];

/** What the consent room does besides: it removes, and neither opens nor stores. */
const REMOVALS = /indexedDB\.deleteDatabase\(|localStorage\.removeItem\(|sessionStorage\.removeItem\(/g;
/** What the SDK does besides: it hands on to its next page what the engine has not acknowledged (docs/decisions/0018). */
const UNSENT = /sessionStorage\.(?:(?:get|remove)Item\(`aisle:unsent:\$\{\w+\}`\)|setItem\(`aisle:unsent:\$\{\w+\}`,)/g;

/** The SDK without the three calls that keep, take and remove that. */
export function withoutUnsent(code: string): string {
  return code.replaceAll(UNSENT, '(');
}

/** A page's script without the calls that only remove. */
export function withoutRemovals(code: string): string {
  return code.replaceAll(REMOVALS, '(');
}

/** What must not stand in the engine: it has no page and no way to send. */
export const WORKER_MUST_NOT_HOLD: readonly Absence[] = [
  ...HTML_SINKS,
  ...EVALUATION,
  ...PACKAGES,
  { name: 'document.', pattern: /\bdocument\s*(\.|\[|\?\.)/ },
  { name: 'window.', pattern: /\bwindow\s*(\.|\[|\?\.)/ },
  { name: 'localStorage', pattern: /localStorage|sessionStorage/ },
  { name: 'sendBeacon', pattern: /sendBeacon/ },
  { name: 'XMLHttpRequest', pattern: /XMLHttpRequest/ },
  { name: 'WebSocket', pattern: /\bWebSocket\b|\bEventSource\b/ },
  { name: 'referrer', pattern: /\.referrer\b/ },
];

/** One line for every absence that `text` breaks. */
export function forbiddenContent(name: string, text: string, absences: readonly Absence[]): string[] {
  return absences.flatMap((absence) => {
    const match = absence.pattern.exec(text);
    if (!match) return [];
    const around = text.slice(Math.max(0, match.index - 40), match.index + match[0].length + 40);
    return [`${name} holds ${absence.name}: ...${around.replaceAll(/\s+/g, ' ')}...`];
  });
}

/** A string of at least this length in a built script is source code carried along, not a message. */
const SOURCE_LENGTH = 2_000;

/**
 * Takes a built script apart: its own code, and the sources it carries as strings (the SDK carries the worker).
 *
 * @throws SyntaxError when `text` is no script.
 */
export function takeApart(text: string): { code: string; carried: string[] } {
  const carried: string[] = [];
  const cuts: [from: number, to: number][] = [];
  visit(programOf(text, 'script'), (node) => {
    const value = node.type === 'Literal' ? node['value'] : cookedOf(node);
    if (typeof value !== 'string' || value.length < SOURCE_LENGTH) return;
    carried.push(value);
    cuts.push([Number(node['start']), Number(node['end'])]);
  });
  let code = text;
  for (const [from, to] of cuts.toSorted((a, b) => b[0] - a[0])) code = code.slice(0, from) + code.slice(to);
  return { code, carried };
}

function programOf(text: string, sourceType: 'script' | 'module'): unknown {
  const { program, errors } = parseSync('built.js', text, { lang: 'js', sourceType });
  if (errors.length > 0) throw new SyntaxError(`the built script does not parse: ${errors[0]?.message}`);
  return program;
}

function cookedOf(node: Readonly<Record<string, unknown>>): unknown {
  const value = node['type'] === 'TemplateElement' ? node['value'] : undefined;
  return typeof value === 'object' && value !== null && 'cooked' in value ? value.cooked : undefined;
}

/** One line for every way in which a script loads another module by itself. */
export function moduleLoads(name: string, text: string): string[] {
  const found: string[] = [];
  visit(programOf(text, 'module'), (node) => {
    if (/^(Import(Declaration|Expression)|Export\w+Declaration|MetaProperty)$/.test(node.type))
      found.push(`${name} has ${node.type}`);
  });
  return found;
}
