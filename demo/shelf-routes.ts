import type { Hono } from 'hono';

import type { Product } from './catalogue.ts';
import { selectHeroes, selectHome } from './home-selection.ts';
import { categoryPage, departmentsPage } from './pages/category.ts';
import { homePage } from './pages/home.ts';
import { productPage } from './pages/product.ts';
import { searchPage } from './pages/search.ts';
import { yourDataPage } from './pages/your-data.ts';
import { lost, type Renderer } from './renderer.ts';

const HOME_SIZE = 24;
const PAGE_SIZE = 24;
const SHELF_SIZE = 12;
const HEROES = 3;
const TILES = 6;
const MAX_QUERY_LENGTH = 80;

/** Home, departments, products, search, and what is known of the shopper. */
export function addShelfRoutes(app: Hono, render: Renderer): void {
  app.get('/', (c) =>
    render.page(c, (catalogue) => ({
      title: 'Wren & Thistle: gifts and homeware',
      kind: 'home',
      main: homePage({
        products: selectHome(catalogue, HOME_SIZE),
        heroes: selectHeroes(catalogue, HEROES),
        tiles: catalogue.categories.slice(0, TILES),
      }),
    })),
  );

  app.get('/c', (c) =>
    render.page(c, ({ categories }) => ({
      title: 'All departments | Wren & Thistle',
      kind: 'category',
      current: '',
      main: departmentsPage(categories),
    })),
  );

  app.get('/c/:slug', (c) =>
    render.page(c, (catalogue) => {
      const category = catalogue.category(c.req.param('slug'));
      if (!category) return lost(catalogue);
      const colours = countColours(category.products);
      const colour = colours.find(({ name }) => name === c.req.query('colour'))?.name;
      const all = category.products.filter((product) => colour === undefined || product.colours.includes(colour));
      const view = toPage(all, c.req.query('page'));
      return {
        title: `${category.name} | Wren & Thistle`,
        kind: 'category',
        current: category.slug,
        main: categoryPage({ category, ...view, colours, colour }),
      };
    }),
  );

  app.get('/p/:id', (c) =>
    render.page(c, (catalogue) => {
      const product = catalogue.find(c.req.param('id'));
      if (!product) return lost(catalogue);
      const category = catalogue.categoryOf(product);
      return {
        title: `${product.title} | Wren & Thistle`,
        kind: 'product',
        current: category.slug,
        main: productPage({ product, category, similar: catalogue.similar(product, SHELF_SIZE) }),
      };
    }),
  );

  app.get('/search', (c) =>
    render.page(c, (catalogue) => {
      const query = (c.req.query('q') ?? '').slice(0, MAX_QUERY_LENGTH);
      const view = toPage(catalogue.search(query), c.req.query('page'));
      return {
        title: `${query || 'Search'} | Wren & Thistle`,
        kind: 'search',
        query,
        main: searchPage({ query, ...view, popular: catalogue.products.slice(0, SHELF_SIZE) }),
      };
    }),
  );

  app.get('/your-data', (c) =>
    render.page(c, () => ({ title: 'Your data | Wren & Thistle', kind: 'other', main: yourDataPage() })),
  );
}

function toPage(all: readonly Product[], asked: string | undefined) {
  const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  const page = Math.min(pages, Math.max(1, /^\d{1,4}$/.test(asked ?? '') ? Number(asked) : 1));
  return { products: all.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE), total: all.length, page, pages };
}

function countColours(products: readonly Product[]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const name of products.flatMap(({ colours }) => colours)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count);
}
