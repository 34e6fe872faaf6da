import type { Trait } from '../../contract/living.ts';
import type { ProfilePatch } from '../../contract/protocol.ts';
import { make, makeButton } from './dom.ts';
import type { PanelView } from './panel-view.ts';
import { makeRowList, type Act, type Row } from './row-list.ts';
import {
  importedAttributes,
  likedValues,
  searchedWords,
  traitsBySource,
  viewedItems,
  withoutEvents,
  WORD,
  type Imported,
  type LikedValue,
} from './rows.ts';
import type { Words } from './words.ts';

/** Names the lists of liked values, with their attribute behind it. */
const LIKED = 'liked:';

/** What the shopper seems to like, by attribute; undefined where there is nothing. */
export function interestsSection(view: PanelView): HTMLElement | undefined {
  const { words, known, now, gone } = view;
  const values = likedValues(known.profile, now, known.halfLifeDays);
  // an attribute whose last value was just removed still has the way back
  const left = [...gone.values()].flatMap(({ list }) => (list.startsWith(LIKED) ? [list.slice(LIKED.length)] : []));
  const liked = [...new Set([...values.keys(), ...left])].map(
    (attribute) => [attribute, values.get(attribute) ?? []] as const,
  );
  return section(
    'interests',
    words.say('interests'),
    words.say('interestsHelp'),
    liked.length > 0 &&
      make('div', { class: 'groups' }, ...liked.map(([attribute, values]) => group(view, attribute, values))),
  );
}

/** Everything else that is known, in sections; those that would be empty are left out. */
export function profileSections(view: PanelView): HTMLElement[] {
  const { words, known, desk } = view;
  const { profile } = known;
  const { cart, notInterested, ignored } = profile;
  return [
    section(
      'viewed',
      words.say('viewed'),
      undefined,
      listOf(
        view,
        'viewed',
        viewedItems(profile).map(({ item, at, events }, place) => {
          const row = { key: `viewed:${item}`, name: desk.titleOf(item), list: 'viewed', place };
          return {
            ...row,
            detail: words.say('viewedAt', { date: words.date(at) }),
            acts: [...removal(view, row, events), ignoring(view, row, { item, ignore: true }, { item, ignore: false })],
          };
        }),
      ),
    ),
    section(
      'searched',
      words.say('searched'),
      undefined,
      listOf(
        view,
        'searched',
        searchedWords(profile).map(({ word, at, events }, place) => {
          const row = { key: `searched:${word}`, name: word, list: 'searched', place };
          return {
            ...row,
            detail: words.date(at),
            acts: [...removal(view, row, events), ignoringValue(view, row, WORD, word)],
          };
        }),
      ),
    ),
    section(
      'cart',
      words.say('cart'),
      undefined,
      listOf(
        view,
        'cart',
        Object.entries(cart)
          .filter(([item]) => !ignored.items.includes(item))
          .map(([item, quantity], place) => {
            const row = { key: `cart:${item}`, name: desk.titleOf(item), list: 'cart', place };
            return {
              ...row,
              detail: words.count('pieces', quantity),
              acts: [ignoring(view, row, { item, ignore: true }, { item, ignore: false })],
            };
          }),
      ),
    ),
    section(
      'not-interested',
      words.say('notInterested'),
      words.say('notInterestedHelp'),
      listOf(
        view,
        'not-interested',
        notInterested.toReversed().map((item, place) => {
          const row = { key: `not:${item}`, name: desk.titleOf(item), list: 'not-interested', place };
          const patch = { item, notInterested: false };
          return { ...row, acts: [back(view, row, 'showAgain', 'shownAgain', patch, { item, notInterested: true })] };
        }),
      ),
    ),
    section('ignored', words.say('ignored'), words.say('ignoredHelp'), listOf(view, 'ignored', ignoredRows(view))),
    section(
      'imported',
      words.say('imported'),
      words.say('importedHelp'),
      listOf(view, 'imported', [
        ...importedAttributes(profile).map((each, place) => importedRow(view, each, place)),
        ...[...traitsBySource(profile, view.now)].map(([source, traits], place) =>
          sourceRow(view, source, traits, place + importedAttributes(profile).length),
        ),
      ]),
    ),
  ].filter((each) => each !== undefined);
}

/** A section with its heading; undefined where it has nothing to show. */
export function section(
  id: string,
  heading: string,
  help: string | undefined,
  ...children: (HTMLElement | undefined | false)[]
): HTMLElement | undefined {
  const shown = children.filter((child) => child !== undefined && child !== false);
  if (shown.length === 0) return undefined;
  return make(
    'section',
    { 'aria-labelledby': `${id}-heading` },
    make('h3', { id: `${id}-heading`, tabindex: -1, 'data-key': `${id}-heading` }, heading),
    help !== undefined && make('p', { class: 'soft' }, help),
    ...shown,
  );
}

/** The shop's own name of an attribute, as a word of a sentence. */
export function attributeName(attribute: string, words: Words): string {
  return attribute === WORD ? words.say('word') : attribute.replaceAll(/[-_]+/g, ' ');
}

/** Where a row stands, for the way back. */
interface Placed {
  readonly key: string;
  readonly name: string;
  readonly list: string;
  readonly place: number;
}

export function listOf(view: PanelView, list: string, rows: readonly Row[]): HTMLElement | undefined {
  const { words, gone, whole, draw } = view;
  return makeRowList({
    words,
    list,
    rows,
    gone,
    isWhole: whole.has(list),
    toggle() {
      if (!whole.delete(list)) whole.add(list);
      draw();
    },
  });
}

function group(view: PanelView, attribute: string, values: readonly LikedValue[]): HTMLElement {
  const { words } = view;
  const list = `${LIKED}${attribute}`;
  const rows = values.map(({ value, share, weight, strength }, place): Row => {
    const row = { key: `${list}:${value}`, name: value, list, place };
    const set = (to: number): ProfilePatch => ({ interest: { attribute, value, weight: to } });
    const remove = (): void =>
      change(view, row, words.say('removed', { name: value }), async () => {
        const isDone = await view.desk.correct([set(0)]);
        return isDone ? () => view.desk.correct([set(weight)]) : undefined;
      });
    return {
      ...row,
      detail: words.say(strength),
      share: Math.max(0, share),
      acts: [{ label: words.say('remove'), press: remove }, ignoringValue(view, row, attribute, value)],
    };
  });
  return make('div', {}, make('h4', {}, attributeName(attribute, words)), listOf(view, list, rows));
}

function ignoredRows(view: PanelView): Row[] {
  const { words, desk, known } = view;
  const { items, values } = known.profile.ignored;
  const list = 'ignored';
  return [
    ...items.map((item) => [`ignored:${item}`, desk.titleOf(item), undefined, { item }] as const),
    ...values.map(
      ({ attribute, value }) =>
        [`ignored:${attribute}:${value}`, value, attributeName(attribute, words), { attribute, value }] as const,
    ),
  ].map(([key, name, detail, what], place) => {
    const row = { key, name, list, place };
    const act = back(view, row, 'useAgain', 'usedAgain', { ...what, ignore: false }, { ...what, ignore: true });
    return { ...row, ...(detail !== undefined && { detail }), acts: [act] };
  });
}

function importedRow(view: PanelView, { source, name, values }: Imported, place: number): Row {
  const { words, desk, editing, edit, act } = view;
  const key = `imported:${source}:${name}`;
  const label = `${attributeName(name, words)}: ${values.join(', ')}`;
  const row = { key, name: label, list: 'imported', place };
  const set = (value: string | null): ProfilePatch => ({ imported: { source, name, value } });
  const save = (value: string): void =>
    act(async () => {
      const isDone = value !== '' && (await desk.correct([set(value)]));
      if (isDone) edit(undefined);
      return isDone
        ? { said: words.say('corrected', { name: attributeName(name, words) }), focus: `${key}:0` }
        : { said: words.say('unknownValue'), focus: `${key}:value` };
    });
  return {
    ...row,
    detail: words.say('importedFrom', { source }),
    acts: [
      {
        label: words.say('correct'),
        press() {
          edit(key);
          view.draw(`${key}:value`);
        },
      },
      {
        label: words.say('remove'),
        press: () => change(view, row, words.say('removed', { name: label }), () => desk.correctForNow([set(null)])),
      },
    ],
    ...(editing === key && { edit: editor(view, key, attributeName(name, words), values[0] ?? '', save) }),
  };
}

/** All that a system has said, which is removed as a whole: its mapping would take a part of it in again. */
function sourceRow(view: PanelView, source: string, traits: readonly Trait[], place: number): Row {
  const { words, desk } = view;
  const name = traits.map((each) => `${attributeName(each.name, words)}: ${[each.value].flat().join(', ')}`).join('; ');
  const row = { key: `imported:${source}`, name, list: 'imported', place };
  const forget = (): Promise<(() => Promise<boolean>) | undefined> => desk.correctForNow([{ source, forget: true }]);
  return {
    ...row,
    detail: words.say('importedFrom', { source }),
    acts: [
      {
        label: words.say('remove'),
        press: () => change(view, row, words.say('removed', { name: source }), forget),
      },
    ],
  };
}

function editor(
  { words, edit, draw }: PanelView,
  key: string,
  name: string,
  value: string,
  save: (value: string) => void,
): HTMLElement {
  const input = make('input', {
    type: 'text',
    maxlength: 64,
    value,
    autocomplete: 'off',
    'aria-label': words.say('newValue', { name }),
    'data-key': `${key}:value`,
  });
  const stop = (): void => {
    edit(undefined);
    draw(`${key}:0`);
  };
  input.addEventListener('keydown', (event) => {
    // the shop's own shortcuts are not meant
    event.stopPropagation();
    if (event.key === 'Enter') save(input.value.trim());
    else if (event.key === 'Escape') stop();
  });
  return make(
    'div',
    { class: 'edit' },
    input,
    makeButton(`${key}:save`, words.say('save'), () => save(input.value.trim()), { class: 'main' }),
    makeButton(`${key}:cancel`, words.say('cancel'), stop),
  );
}

/** Takes the row's events back; nothing where the profile does not know them one by one. */
function removal(view: PanelView, row: Placed, events: readonly string[]): Act[] {
  const { words, desk } = view;
  if (events.length === 0) return [];
  const press = (): void =>
    change(view, row, words.say('removed', { name: row.name }), () => desk.correctForNow(withoutEvents(events)));
  return [{ label: words.say('remove'), press }];
}

function ignoringValue(view: PanelView, row: Placed, attribute: string, value: string): Act {
  return ignoring(view, row, { attribute, value, ignore: true }, { attribute, value, ignore: false });
}

function ignoring(view: PanelView, row: Placed, patch: ProfilePatch, undo: ProfilePatch): Act {
  return back(view, row, 'ignore', 'ignoredNow', patch, undo);
}

/** An act that a patch does and another undoes. */
function back(
  view: PanelView,
  row: Placed,
  label: 'ignore' | 'showAgain' | 'useAgain',
  said: 'ignoredNow' | 'shownAgain' | 'usedAgain',
  patch: ProfilePatch,
  undo: ProfilePatch,
): Act {
  const { words, desk } = view;
  return {
    label: words.say(label),
    press: () =>
      change(view, row, words.say(said, { name: row.name }), async () =>
        (await desk.correct([patch])) ? () => desk.correct([undo]) : undefined,
      ),
  };
}

/** Takes a row away by `run`, which gives the way back, and leaves that way where the row stood. */
function change(
  { words, gone, act }: PanelView,
  { key, list, place }: Placed,
  said: string,
  run: () => Promise<(() => Promise<boolean>) | undefined>,
): void {
  act(async () => {
    const undo = await run();
    if (!undo) return { said: words.say('unchanged'), focus: `${key}:0` };
    const goBack = (): void =>
      act(async () => {
        const isBack = await undo();
        if (isBack) gone.delete(key);
        return { said: words.say(isBack ? 'undone' : 'unchanged'), focus: isBack ? `${key}:0` : `${key}:undo` };
      });
    gone.set(key, { list, place, text: said, undo: goBack });
    return { said, focus: `${key}:undo` };
  });
}
