import { emitSearch } from '../capture/search.ts';
import { labelOf, submittedBy } from './actions.ts';
import { onceId } from './once.ts';
import { findAll, parentOf } from './selectors.ts';
import type { StorefrontHost } from './storefront.ts';
import { SEARCH_SEGMENT } from './words.ts';

/** Parameters that hold what was searched for, the surest first. */
const PARAMETERS =
  'q query search search_query searchterm search_term keyword keywords search-term searchquery term text s k w qs ntt suchbegriff sqr st'.split(
    ' ',
  );
/** Names of the fields of a search box. */
const FIELD =
  /^(?:(?:site|product|catalog)?[-_]?search(?:[-_]?(?:query|term|text|string|input|box|field|keywords?))?|q|query|s|k|keywords?|term|suchbegriff|suche|recherche|buscar|zoeken|search\[\w+\])$/i;
const BOX =
  'input[type=search],[role=search] input,input[role=searchbox],input[role=combobox][name],form input[type=text],form input:not([type])';
/** Of searches that were told lately. */
const MAX_TOLD = 50;

export interface SearchRules {
  /** CSS of search boxes or their forms. */
  readonly boxes: readonly string[];
  /** Names of parameters. */
  readonly parameters: readonly string[];
}

export interface SiteSearch {
  /** A click, a form that is sent, or a key: tells of a search where it is one. */
  hear(event: Event, path: readonly Element[]): void;
  /** Tells of the search whose results this page shows. */
  readPage(at: number): void;
}

/**
 * Hears of searches, from the box where they are typed and from the page of their results. Both tell of one: what is told
 * twice, within ten minutes, counts once, so that a search survives the navigation that follows. Nothing is told as it was
 * typed: only words of the bundle are.
 */
export function createSiteSearch(
  { emit, ask, boundary, now }: Pick<StorefrontHost, 'emit' | 'ask' | 'boundary' | 'now'>,
  rules: () => SearchRules,
): SiteSearch {
  const told = new Set<string>();
  // `now` counts from an unknown moment, and ids need one that another page knows too
  let startedAt = 0;
  const tell = (query: string | undefined | null): void => {
    const text = query?.trim();
    const at = Math.round(startedAt + now());
    if (!text) return;
    boundary.guard(emitSearch)(
      text,
      (draft) => {
        const id = onceId(`search|${draft.tokens?.join(' ')}`, at);
        if (told.has(id) || told.size > MAX_TOLD) return;
        told.add(id);
        emit({ ...draft, id, at }, true);
      },
      ask,
    );
  };
  return {
    hear(event, path) {
      const { boxes } = rules();
      if (event.type === 'submit') return tell(boxOfForm(path[0], boxes)?.value);
      const button = path.find((element) =>
        element.matches('button,[role=button],input[type=button],input[type=submit],a'),
      );
      const form = button && submittedBy(button);
      // that a form was sent is not heard outside of its shadow root
      if (form && isInShadow(form)) return tell(boxOfForm(form, boxes)?.value);
      if (event.type === 'keydown') {
        const box = path[0];
        // a form is sent by the same key, and tells of it itself
        if ((event as KeyboardEvent).key !== 'Enter' || !isBox(box, boxes)) return;
        if (!box.form || (isInShadow(box) && !box.form.querySelector('button,[type=submit]'))) tell(box.value);
        return;
      }
      const place = path.find((element) => element.matches('[role=search],search,[class*=search i]:not(html,body)'));
      if (
        !place ||
        !button ||
        form ||
        !/search|suche|go|find|submit|🔍|^$/i.test(`${button.className} ${labelOf(button)}`)
      )
        return;
      tell([...place.querySelectorAll('input')].find((input) => isBox(input, boxes))?.value);
    },
    readPage(at) {
      startedAt = at - now();
      const query = queryOfPage(rules());
      // what the page's attributes say is told by whoever reads these
      if (query && !document.querySelector('[data-aisle-query]')) tell(query);
    },
  };
}

/** What was searched for on a page of results; undefined where the page is none, as far as anybody can tell. */
export function queryOfPage(rules: SearchRules | undefined): string | undefined {
  const route = /^#!?\/[^?]*\?(.*)/.exec(location.hash)?.[1];
  const given = new Map(
    [...new URLSearchParams(location.search), ...new URLSearchParams(route)]
      .filter(([, value]) => value.trim())
      .map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (given.size === 0) return undefined;
  const said = rules?.parameters.map((name) => given.get(name.toLowerCase())).find(Boolean);
  if (said) return said;
  const path = `${location.pathname}/${location.hash.replace(/\?.*/, '')}`.split('/');
  const isPath = path.some((segment) => SEARCH_SEGMENT.test(segment));
  const boxes = [...document.querySelectorAll<HTMLInputElement>('input[type=search][name],[role=search] input[name]')];
  const names = [
    ...PARAMETERS.filter((name) => given.has(name) && (isPath || hasBox(name))),
    ...boxes.filter(({ type }) => /^(search|text)$/.test(type)).map(({ name }) => name.toLowerCase()),
  ];
  const value = names.map((name) => given.get(name)).find(Boolean);
  // a number is a page or an id that a parameter of this name stands for elsewhere
  return value && (isPath || !/^\d{1,2}$/.test(value)) ? value : undefined;
}

/** Whether a search box of the page sends a parameter of that name. */
function hasBox(name: string): boolean {
  return [...document.querySelectorAll<HTMLInputElement>(`input[name="${name}" i]`)].some(
    (input) =>
      input.type === 'search' ||
      /search|suche|recherche|busca|buscar|cerca|zoek|szukaj/i.test(
        `${input.placeholder} ${input.className} ${input.id} ${input.getAttribute('aria-label')} ${input.form?.getAttribute('action')} ${input.form?.className} ${input.form?.id} ${input.form?.getAttribute('role')}`,
      ),
  );
}

function isInShadow(element: Element): boolean {
  return element.getRootNode() !== document;
}

function boxOfForm(form: Element | undefined, boxes: readonly string[]): HTMLInputElement | undefined {
  if (!(form instanceof HTMLFormElement)) return undefined;
  const inputs = [...form.querySelectorAll<HTMLInputElement>('input')];
  return inputs.find((input) => isBox(input, boxes)) ?? undefined;
}

/** Whether `element` is where one types a search. */
function isBox(element: Element | undefined, boxes: readonly string[]): element is HTMLInputElement {
  if (!(element instanceof HTMLInputElement) || !/^(?:search|text)$/.test(element.type)) return false;
  const root = document;
  const isSaid = boxes.some((box) =>
    findAll(root, box).some((found) => found === element || (found.contains(element) && !isOther(element))),
  );
  if (isSaid) return true;
  if (!element.matches(BOX)) return false;
  const place = element.closest('[role=search],search');
  return element.type === 'search' || !!place || (FIELD.test(element.name) && isSearchForm(element));
}

function isOther(input: HTMLInputElement): boolean {
  return /mail|coupon|phone|zip|name/i.test(input.name);
}

/** A form of GET, or one that calls itself a search: a field of that name also stands in forms of other kinds. */
function isSearchForm({ form }: HTMLInputElement): boolean {
  if (!form) return false;
  let marks = '';
  for (let at: Element | undefined = form, level = 0; at && level < 2; at = parentOf(at), level++) {
    marks += ` ${at.id} ${at.className}`;
  }
  return (
    form.method === 'get' || /search|suche|recherche|busca|zoek/i.test(`${marks} ${form.getAttribute('action') ?? ''}`)
  );
}
