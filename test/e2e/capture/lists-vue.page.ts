import { createApp, h, ref } from 'vue';

import type { ShelfWindow } from './lists-react-shelf.ts';

const root = document.querySelector<HTMLElement>('#root')!;
const ids = ref<readonly string[]>(root.dataset['ids']!.split(' '));
(window as ShelfWindow).show = (next) => (ids.value = next);

createApp({
  render: () =>
    h('section', { class: 'shelf' }, [
      h('h2', 'All we have'),
      h(
        'ul',
        { class: 'tiles' },
        ids.value.map((id) =>
          h('li', { key: id, class: 'tile', style: `opacity: ${ids.value.length > 8 ? 0.99 : 1}` }, [
            h('a', { href: `/goods/${id}` }, id),
          ]),
        ),
      ),
    ]),
}).mount(root);
