// What shops call things, in the languages that most of them are written in: for labels, and for the segments of URLs.

// Labels are in lower case: to ignore the case of all these letters costs more than the rest of a click.

/** Labels that say "add to cart" and nothing else; a price may follow. */
export const ADD_LABEL =
  /^(?:\+ ?)?(?:(?:add|put)(?! (?:an? |your )?(?:note|message|comment|coupon|gift (?:wrap|message|note)|address))(?: [^.!?]{1,60})? (?:to|in|into) (?:the |my |your )?(?:shopping )?(?:cart|basket|bag|trolley)|buy(?: it)? now|buy|in den (?:waren|einkaufs)(?:korb|wagen)(?: legen)?|(?:zum|dem) warenkorb hinzufügen|(?:jetzt )?kaufen|ajouter au panier|acheter(?: maintenant)?|(?:añadir|agregar|anadir) (?:al? |a la )(?:carrito|cesta|bolsa|carro)|comprar(?: ahora| agora| já)?|aggiungi al carrello|acquista(?: ora)?|adicionar (?:ao carrinho|à sacola|ao cesto)|(?:toevoegen aan |in )(?:mijn )?winkel(?:wagen|mand|mandje)|bestellen|dodaj do koszyka|do koszyka|kup teraz|lägg (?:till )?i (?:varukorg(?:en)?|kundvagn(?:en)?)|læg i (?:indkøbs)?kurv(?:en)?|legg i handle(?:kurv|vogn)(?:en)?|lisää (?:osto)?skoriin|lisää koriin|(?:přidat |vložit )?do košíku|pridať do košíka|kosárba(?: teszem)?|adaugă în coș|добавить в корзину|в корзину|купить|додати (?:в|до|у) кошика?|(?:у|в) кошик|купити|sepete ekle|προσθήκη στο καλάθι|カートに(?:入れる|追加(?:する)?)|加入(?:购物车|購物車|购物袋|購物袋)|立即购买|立即購買|장바구니(?:에)? ?담기|thêm vào giỏ(?: hàng)?|tambah(?:kan)? ke keranjang|أضف إلى (?:السلة|عربة التسوق)|הוספה לסל|הוסף לסל)(?=\s*(?:$|[-–—|:·•(+\d€$£¥₹]|(?:for|für|pour|por|per) \d))/u;

/** Labels of buttons that would do that at another time, or do something else. */
export const NOT_NOW_LABEL =
  /\b(?:added|already in|in (?:your )?(?:cart|basket|bag)\b|view (?:cart|basket|bag)|sold out|out of stock|unavailable|not available|coming soon|notify me|e-?mail me|pre-?order soon|compare|select options|choose options)|ausverkauft|nicht (?:verfügbar|lieferbar|auf lager)|épuisé|rupture de stock|agotado|sin existencias|esaurito|non disponibile|esgotado|indisponível|uitverkocht|niet op voorraad|wyprzedan|niedostępn|slutsåld|udsolgt|utsolgt|loppu|vyprodáno|elfogyott|нет в наличии|stokta yok|tükendi|売り切れ|在庫切れ|售罄|缺货|品절|품절/u;

export const REMOVE_LABEL =
  /^(?:[×✕✖x]|remove(?: (?:item|product|from (?:the |my |your )?(?:cart|basket|bag)))?|delete(?: item)?|entfernen|(?:artikel )?löschen|aus dem warenkorb entfernen|supprimer|retirer|eliminar|quitar|borrar|rimuovi|elimina|remover|excluir|verwijder(?:en)?|usuń|ta bort|fjern|slet|poista|odstranit|odebrat|odstrániť|eltávolítás|törlés|șterge|удалить|видалити|kaldır|sil|αφαίρεση|削除|删除|刪除|移除|삭제|xóa|hapus|إزالة|حذف|הסר)$/u;

export const WISH_LABEL =
  /^[♡♥❤ ]*(?:(?:add|save) (?:to|for) (?:(?:my |your |the )?(?:wish ?list|favou?rites|list|later)|later)|save for later|wish ?list|auf (?:den|die) (?:merkzettel|wunschliste|wunschzettel)(?: setzen)?|merken|zur wunschliste(?: hinzufügen)?|ajouter (?:à (?:ma |la )?(?:liste d['’](?:envies|achats)|wishlist|liste de souhaits)|aux favoris)|(?:añadir|agregar) (?:a (?:la |mi )?lista de deseos|a favoritos)|aggiungi (?:ai preferiti|alla (?:lista dei desideri|wishlist))|adicionar (?:aos favoritos|à lista de desejos)|(?:toevoegen aan |op )(?:verlanglijst(?:je)?|favorieten)|dodaj do (?:ulubionych|listy życzeń)|в избранное|добавить в избранное|favorilere ekle|お気に入り(?:に追加)?|加入收藏|收藏|찜하기|위시리스트(?:에 추가)?)$/u;

export const CHECKOUT_LABEL =
  /^(?:(?:proceed|continue|go|on) to (?:secure )?checkout|(?:secure )?check ?out(?: now| securely)?|zur kasse(?: gehen)?|weiter zur kasse|kasse|passer (?:la |à la |ma )?(?:commande|caisse)|valider (?:mon |le )?panier|commander|(?:finalizar|tramitar|realizar) (?:la )?(?:compra|pedido)|ir a pagar|procedi (?:all['’]acquisto|al checkout|con l['’]ordine)|vai alla cassa|finalizar (?:a )?compra|fechar pedido|(?:verder )?naar (?:de )?kassa|afrekenen|(?:przejdź )?do kasy|zamawiam|till kassan|gå til (?:kassen|betaling|kassa)|kassalle|(?:k|pokračovat k) pokladně|pénztárhoz|оформить заказ|оформити замовлення|ödemeye geç|レジに進む|ご購入手続きへ|去结算|结算|前往結帳|結帳|주문하기|thanh toán)$/u;

/** A segment of a path that says what kind of page it is. */
export const CART_SEGMENT =
  /^(?:(?:shopping|my|view|your)?[-_]?(?:cart|basket|bag|trolley)|warenkorb|einkaufswagen|panier|mon-panier|carrito|carro|cesta|carrello|carrinho|sacola|winkelwagen|winkelmand|winkelmandje|koszyk|varukorg|kundvagn|kurv|indkobskurv|handlekurv|ostoskori|kosik|kosar|sepet|cos|korzina)(?:\.\w{2,5})?$/i;
export const CHECKOUT_SEGMENT =
  /^(?:(?:one[-_]?(?:page|step)|secure|express)?[-_]?check[-_]?outs?|kasse|zur-kasse|caisse|commande|finalizar-compra|tramitar-pedido|cassa|kassa|afrekenen|kasa|zamowienie|pokladna|penztar|kassan)(?:\.\w{2,5})?$/i;
export const ORDER_PATH =
  /order[-_]?(?:received|confirm(?:ed|ation)?|complete[d]?|success|placed|thank)|thank[-_]?you|(?:checkout|order|cart|purchase|onepage|kasse)[-_/](?:success|complete[d]?|thanks?|finish|done|confirmation)|purchase[-_]?complete|bestell(?:ung)?[-_]?(?:best(?:ae|ä)tig\w*|abgeschlossen|erfolg\w*)|confirmation[-_]de[-_]commande|commande[-_](?:confirm\w*|recue)|pedido[-_](?:confirmado|recibido|realizado)|ordine[-_](?:confermato|ricevuto)|bestelling[-_](?:bevestigd|ontvangen)/i;
export const SEARCH_SEGMENT =
  /^(?:(?:catalog|product|site|advanced)?[-_]?search(?:[-_]?results?)?|catalogsearch|suche|suchen|suchergebnisse?|recherche|rechercher|buscar|busqueda|resultados|ricerca|cerca|pesquisa|busca|zoeken|zoekresultaten|szukaj|wyszukiwanie|sok|soeg|haku|hledat|vyhledavani|kereses|arama|poisk)(?:\.\w{2,5})?$/i;
export const CATEGORY_SEGMENT =
  /^(?:c|cat|category|categories|collections?|product-category|shop-by|kategorien?|categorie|categoria|catalog|departments?|browse|plp|tag|brands?)$/i;
export const HOME_PATH = /^\/(?:(?:index|default|home)(?:\.\w{2,5})?|[a-z]{2}(?:[-_][a-z]{2})?)?\/?$/i;
