import { createElement, StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';

import { Shelf } from './lists-react-shelf.ts';

const root = document.querySelector<HTMLElement>('#root')!;
const page = createElement(
  StrictMode,
  null,
  createElement(Shelf, {
    ids: root.dataset['ids']!.split(' '),
    isMarked: document.body.hasAttribute('data-aisle-page'),
  }),
);

// what a server has rendered is taken over late, as on a slow connection
if (root.firstElementChild) {
  setTimeout(() => hydrateRoot(root, page, { onRecoverableError: (error) => console.error('mismatch', error) }), 700);
} else createRoot(root).render(page);
