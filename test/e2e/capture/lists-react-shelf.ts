import { createElement, useState, type ReactNode } from 'react';

export interface ShelfWindow {
  /** Has the framework show these items. */
  show?: (ids: readonly string[]) => void;
}

/** A shop's list in React, which it renders on its server and again in the browser; with our attributes where it is marked. */
export function Shelf({
  ids: first,
  isMarked,
}: {
  readonly ids: readonly string[];
  readonly isMarked?: boolean;
}): ReactNode {
  const [ids, setIds] = useState(first);
  const [renders, setRenders] = useState(0);
  if (typeof window !== 'undefined') {
    (window as ShelfWindow).show = (next) => {
      setIds(next);
      setRenders(renders + 1);
    };
  }
  return createElement(
    'section',
    { className: 'shelf', 'data-renders': renders },
    createElement('h2', null, 'All we have'),
    createElement(
      'ul',
      { className: 'tiles', ...(isMarked && { 'data-aisle-slot': 'tiles' }) },
      ids.map((id) =>
        createElement(
          'li',
          {
            key: id,
            className: 'tile',
            style: { opacity: renders > 0 ? 0.99 : 1 },
            ...(isMarked && { 'data-aisle-item': id }),
          },
          createElement('a', { href: `/goods/${id}` }, id),
        ),
      ),
    ),
  );
}
