import type { StyleShop } from './style-shop.ts';

const GOODS: Readonly<Record<string, readonly [id: string, name: string, price: string]>> = {
  'lanterne-rouge': ['L-10', 'Lanterne rouge', '12,50 €'],
  'lanterne-bleue': ['L-11', 'Lanterne bleue', '14,00 €'],
  'tasse-etain': ['T-20', 'Tasse en étain', '6,95 €'],
};
const page = (body: string, more = ''): string =>
  `<!doctype html><html lang="fr"><head><title>Chez nous</title>${more}</head><body><header><a href="/">Chez nous</a> <a href="/compte/favoris">Favoris</a> <a href="/panier">Panier</a>
<form role="search" action="/recherche"><input type="search" name="r"><button>OK</button></form></header>${body}</body></html>`;
const card = (slug: string): string => {
  const [, name, price] = GOODS[slug]!;
  return `<article class="vignette"><a href="/${slug}.html"><h2>${name}</h2></a><p>${price}</p>
<form method="post" action="/panier/ajouter"><input type="hidden" name="product_id" value="${GOODS[slug]![0]}"><button type="submit">Ajouter au panier</button></form>
<button type="button" class="coeur" aria-label="Ajouter à ma liste d’envies">♡</button><button type="button">Ajouter au comparateur</button></article>`;
};

/** A shop of plain forms in French, which posts to its cart and comes back with a redirect. */
export function createFormsShop(): StyleShop {
  let cart: string[] = [];
  const redirect = (
    location: string,
  ): { body: string; type: string; status: number; headers: Record<string, string> } => ({
    body: '',
    type: 'text/html',
    status: 303,
    headers: { location },
  });
  return {
    name: 'forms that post, in French',
    bundle: { ids: ['L-10', 'L-11', 'T-20', 'L-10-XL', ...Array.from({ length: 8 }, (_, row) => `sku-${row}`)] },
    answer({ pathname, searchParams }, { body, method }) {
      const sent = new URLSearchParams(body);
      const good = GOODS[pathname.slice(1).replace('.html', '')];
      if (good) {
        const [id, name, price] = good;
        return page(
          `<main><nav><a href="/lanternes">Lanternes</a></nav><h1>${name}</h1><p class="prix">${price}</p>
<form method="post" action="/panier/ajouter"><input type="hidden" name="product_id" value="${id}"><select name="variant" required><option value="">Taille</option><option value="${id}-XL">XL</option></select>
<input type="number" name="quantite" value="1" min="1"><button>Ajouter au panier</button></form><button aria-disabled="true">Ajouter au panier</button>
<form method="post" action="/avis" class="avis-form"><select name="note"><option value="">-</option><option value="4">4</option></select><textarea name="texte"></textarea><button>Envoyer</button></form></main>`,
          `<meta property="og:type" content="product">`,
        );
      }
      switch (pathname) {
        case '/':
          cart = [];
          return page(`<main><h1>Bienvenue</h1><section>${Object.keys(GOODS).map(card).join('')}</section></main>`);
        case '/panier/ajouter':
          cart.push(sent.get('product_id')!);
          return redirect('/panier');
        case '/panier/retirer':
          cart = cart.filter((id) => id !== sent.get('product_id'));
          return redirect('/panier');
        case '/avis':
          return redirect('/lanterne-bleue.html');
        case '/panier':
          if (method === 'POST') return redirect('/panier');
          return page(
            cart.length === 0
              ? '<main><h1>Panier</h1><p>Votre panier est vide</p></main>'
              : `<main><h1>Panier</h1><ul class="panier-lignes">${cart.map((id) => `<li><span>${Object.values(GOODS).find(([other]) => other === id)![1]}</span><form method="post" action="/panier/quantite"><input type="hidden" name="product_id" value="${id}"><input name="quantite" type="number" value="1"></form><form method="post" action="/panier/retirer"><input type="hidden" name="product_id" value="${id}"><button>Retirer</button></form></li>`).join('')}</ul><form action="/commande"><button>Passer la commande</button></form></main>`,
          );
        case '/commande':
          return page(
            '<main><h1>Adresse</h1><form method="post"><input name="rue"><button>Ajouter une adresse</button></form></main>',
          );
        case '/recherche':
          return page(
            `<main><h1>${searchParams.get('r') ? 'Résultats' : 'Rien'}</h1><section>${card('lanterne-rouge')}${card('lanterne-bleue')}</section></main>`,
          );
        default:
          return undefined;
      }
    },
    async walk({ page, visit, click, pause }) {
      await visit('/');
      await click('.vignette:nth-child(2) button[type=button] >> nth=1');
      await click('.vignette:nth-child(2) .coeur');
      await click('.vignette:nth-child(3) button[type=submit]');
      await pause();
      await click('text=Retirer');
      await pause();
      await visit('/');
      await click('.vignette:nth-child(2) h2');
      // a size is missing
      await click('form[action="/panier/ajouter"] button');
      await page.locator('[aria-disabled]').click({ force: true });
      await page.locator('[name=variant]').selectOption('L-11-XL');
      await page.locator('[name=quantite]').fill('2');
      await page.keyboard.press('Enter');
      await pause();
      await click('text=Passer la commande');
      await click('text=Ajouter une adresse');
      await pause();
      await visit('/lanterne-bleue.html');
      await page.locator('[name=note]').selectOption('4');
      await click('text=Envoyer');
      await page.locator('[name=r]').fill('mug lantern');
      await page.keyboard.press('Enter');
      await pause();
    },
    expected: [
      { type: 'page_view', page: 'home' },
      { type: 'wishlist_add', items: ['L-11'], price: 14, currency: 'EUR' },
      { type: 'add_to_cart', items: ['T-20'], price: 6.95, currency: 'EUR' },
      { type: 'page_view', page: 'cart' },
      { type: 'cart_view', items: ['T-20'] },
      { type: 'remove_from_cart', items: ['T-20'] },
      { type: 'page_view', page: 'cart' },
      { type: 'cart_view', items: [] },
      { type: 'page_view', page: 'home' },
      { type: 'product_click', items: ['L-11'], price: 14, currency: 'EUR', position: 1 },
      { type: 'page_view', page: 'product' },
      { type: 'product_view', items: ['L-11'], price: 14, currency: 'EUR' },
      { type: 'add_to_cart', items: ['L-11'], price: 14, currency: 'EUR', quantity: 2 },
      { type: 'page_view', page: 'cart' },
      { type: 'cart_view', items: ['L-11'], quantity: 1 },
      { type: 'begin_checkout', items: ['L-11'] },
      { type: 'page_view', page: 'checkout' },
      { type: 'page_view', page: 'checkout' },
      { type: 'page_view', page: 'product' },
      { type: 'product_view', items: ['L-11'] },
      { type: 'review', items: ['L-11'], rating: 4 },
      { type: 'page_view', page: 'product' },
      { type: 'product_view', items: ['L-11'] },
      { type: 'search', tokens: ['mug', 'lantern'] },
      { type: 'page_view', page: 'search' },
    ],
  };
}
