// What Google's scripts do with a page's data layer, as far as it is publicly known (the developer guide "The data layer",
// https://developers.google.com/tag-platform/tag-manager/datalayer, and what anybody sees in the console of a page that has them).

/** Of `gtm.js`: what runs in the browser for a container whose tags push themselves. */
function manageTags(layerName: string, container: string): void {
  type Entry = Record<string, unknown>;
  const page = globalThis as unknown as Entry & Record<string, unknown[] | undefined>;
  const layer = (page[layerName] ??= []);
  const model: Entry = {};
  const queue: unknown[] = [];
  const fired: unknown[] = [];
  let isBusy = false;

  const merge = (from: Entry, to: Entry): void => {
    for (const key of Object.keys(from)) {
      const value = from[key];
      if (Object.prototype.toString.call(value) === '[object Object]') merge(value as Entry, (to[key] ??= {}) as Entry);
      else to[key] = value;
    }
  };
  const handle = (entry: unknown): void => {
    if (typeof entry === 'function') {
      Reflect.apply(entry, { get: (key: string) => model[key] }, []);
    } else if (Array.isArray(entry) || Object.prototype.toString.call(entry) === '[object Arguments]') {
      const [name, target] = entry as unknown[];
      if (name === 'event') fired.push(target);
    } else {
      const message = entry as Entry;
      merge(message, model);
      const { event } = message;
      if (typeof event !== 'string') return;
      // it is seen on what was pushed
      message['gtm.uniqueEventId'] = fired.push(event);
      // a custom HTML tag that pushes while it is pushed to
      if (event === 'add_to_cart') layer.push({ event: 'tag_cart', cart_tag: true });
    }
  };
  const work = (): boolean => {
    if (isBusy) return false;
    isBusy = true;
    while (queue.length > 0) {
      try {
        handle(queue.shift());
      } catch {
        // a tag's own
      }
    }
    isBusy = false;
    return true;
  };

  Object.assign(page, { google_tag_manager: { [container]: { dataLayer: { name: layerName } }, fired } });
  const before = layer.push;
  layer.push = function push(...entries: unknown[]): number {
    const result: unknown = before.apply(layer, entries);
    while (layer.length > 300) layer.shift();
    queue.push(...entries);
    return ((typeof result !== 'boolean' || result) && work()) as unknown as number;
  };
  queue.push(...layer);
  work();
  const say = (event: string, more?: Entry): unknown => layer.push({ event, ...more });
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', () => say('gtm.dom'));
  else say('gtm.dom');
  addEventListener('load', () => say('gtm.load'));
  document.addEventListener('click', ({ target }) => say('gtm.click', { 'gtm.element': target }), true);
  const pushState = history.pushState.bind(history);
  history.pushState = (...args) => {
    pushState(...args);
    say('gtm.historyChange-v2', { 'gtm.newUrl': location.href });
  };
}

/** The text of `gtm.js` or `gtag/js` of a container. */
export function tagManager(layerName: string, container = 'GTM-TEST1'): string {
  return `(${manageTags.toString()})(${JSON.stringify(layerName)},${JSON.stringify(container)});`;
}

/** Google's snippet, as shops paste it into their heads. */
export function gtmSnippet(layerName = 'dataLayer', container = 'GTM-TEST1'): string {
  return (
    `<script>(function(w,d,s,l,i){w[l]=w[l]||[];w[l].push({'gtm.start':new Date().getTime(),event:'gtm.js'});` +
    `var f=d.getElementsByTagName(s)[0],j=d.createElement(s),dl=l!='dataLayer'?'&l='+l:'';j.async=true;` +
    `j.src='/gtm.js?id='+i+dl;f.parentNode.insertBefore(j,f);})(window,document,'script','${layerName}','${container}');</script>`
  );
}

/** gtag's, with its own script. */
export const GTAG_SNIPPET =
  `<script async src="/gtag/js?id=G-TEST1"></script><script>window.dataLayer=window.dataLayer||[];` +
  `function gtag(){dataLayer.push(arguments);}gtag('js',new Date());gtag('consent','default',{ad_storage:'denied'});` +
  `gtag('config','G-TEST1',{send_page_view:false});</script>`;
