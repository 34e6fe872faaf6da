import { make, makeButton } from './dom.ts';
import type { Words } from './words.ts';

/** How many rows stand there before somebody asks for all. */
const SHOWN = 5;

/** One thing that is known, and what can be done about it. */
export interface Row {
  readonly key: string;
  readonly name: string;
  readonly detail?: string;
  /** Share of the bar, 0..1. */
  readonly share?: number;
  readonly acts: readonly Act[];
  /** In the place of the row's own line. */
  readonly edit?: HTMLElement;
}

export interface Act {
  readonly label: string;
  readonly press: () => void;
}

/** A row that is gone, with the way back, where it stood. */
export interface GoneRow {
  readonly list: string;
  readonly place: number;
  readonly text: string;
  readonly undo: () => void;
}

export interface RowListParts {
  readonly words: Words;
  /** Names the list, unlike any other of the panel. */
  readonly list: string;
  readonly rows: readonly Row[];
  /** By the key of the row. */
  readonly gone: ReadonlyMap<string, GoneRow>;
  readonly isWhole: boolean;
  readonly toggle: () => void;
}

/** Rows in a list, the first few at first; undefined where there are none. */
export function makeRowList({ words, list, rows, gone, isWhole, toggle }: RowListParts): HTMLElement | undefined {
  const lines: HTMLElement[] = rows.map(makeRow);
  const missing = [...gone]
    .filter(([key, row]) => row.list === list && !rows.some((each) => each.key === key))
    .toSorted(([, a], [, b]) => a.place - b.place);
  for (const [key, row] of missing) lines.splice(row.place, 0, makeGone(words, key, row));
  if (lines.length === 0) return undefined;
  const isCut = lines.length > SHOWN + 1;
  // one line is not worth a button
  const shown = isWhole || !isCut ? lines : lines.slice(0, SHOWN);
  return make(
    'div',
    {},
    make('ul', { class: 'rows', role: 'list' }, ...shown),
    isCut &&
      makeButton(`${list}:all`, isWhole ? words.say('showFewer') : words.count('showAll', rows.length), toggle, {
        class: 'plain',
        'aria-expanded': `${isWhole}`,
      }),
  );
}

function makeRow({ key, name, detail, share, acts, edit }: Row): HTMLElement {
  const bar = share === undefined ? undefined : make('div', { class: 'bar', 'aria-hidden': 'true' });
  bar?.style.setProperty('--share', `${Math.round(share! * 100)}%`);
  return make(
    'li',
    {},
    make('div', { class: 'what' }, make('b', {}, name), detail && make('small', {}, detail), bar),
    edit ??
      make(
        'div',
        { class: 'acts' },
        ...acts.map(({ label, press }, at) =>
          makeButton(`${key}:${at}`, label, press, { class: 'plain', 'aria-label': `${label}: ${name}` }),
        ),
      ),
  );
}

function makeGone(words: Words, key: string, { text, undo }: GoneRow): HTMLElement {
  return make(
    'li',
    { class: 'gone' },
    make('div', { class: 'what' }, text),
    make(
      'div',
      { class: 'acts' },
      makeButton(`${key}:undo`, words.say('undo'), undo, {
        class: 'plain',
        'aria-label': `${words.say('undo')}: ${text}`,
      }),
    ),
  );
}
