// oxlint-disable eslint/no-restricted-globals -- a shopper's grant is the one thing that a page itself keeps
import { PURPOSES_VERSION } from '../../contract/grants.ts';
import type { ConnectSource, Signal } from '../consent/source.ts';
import { EN, type PromptTexts } from './prompt-texts.ts';

/** Half a year: past it a choice is asked for anew, as the CNIL's guidelines of 2020 recommend. */
const GOOD_FOR_MS = 182 * 86_400_000;
const PURPOSES = 'personalisation contextual';

/** System colours: light and dark as the device has it, and readable where colours are forced. */
const STYLE = `:host{all:initial;position:fixed;left:0;bottom:0;z-index:9999999;color-scheme:light dark}
section{max-width:26rem;max-height:80vh;overflow:auto;margin:.5rem;padding:.75rem;border:1px solid;border-radius:.5rem;font:.95rem/1.35 system-ui;background:Canvas;color:CanvasText}
p,label{display:flex;gap:.5rem;margin:.5rem 0}
p{flex-wrap:wrap;margin-bottom:0}
button{flex:1 40%;min-height:2.75rem;font:inherit}
section>button{float:right;width:2.75rem}
a{color:inherit}`;

/** The tag's attributes that the dialog depends on. */
export interface PromptOptions {
  readonly site?: string | undefined;
  /** Version of the shop's notice, or its URL, to which the dialog then links. Another one asks again. */
  readonly notice?: string | undefined;
  readonly report?: string | undefined;
  /** Which boxes there are. Default: `personalisation contextual`, and `measurement` where there is a `report`. */
  readonly purposes?: string | undefined;
  readonly gpc?: string | undefined;
  /** `PromptTexts` in the page's language, as JSON. Default: English. */
  readonly prompt?: string | undefined;
}

/** A choice in which something was granted, as it stands in localStorage. */
interface Kept extends Signal {
  readonly v: number;
  /** ms since 1970. */
  readonly until: number;
}

type Test = (box: HTMLInputElement) => boolean;

/**
 * Asks the shopper: a box for each purpose, none ticked, refusing as easy as accepting. Covers no more than a corner, moves
 * nothing and takes no focus; closing it is no choice. Asks on the page that a visit begins with, and wherever somebody
 * activates an element with `data-aisle-consent`; not at all where Global Privacy Control has answered already. A choice
 * that grants something is kept under `aisle:consent:SITE` for half a year, or until the purposes or the notice change; a
 * refusal is kept nowhere.
 */
export function connectPrompt(
  report: Parameters<ConnectSource>[0],
  {
    site = 'default',
    notice,
    report: url,
    purposes = url ? `${PURPOSES} measurement` : PURPOSES,
    gpc,
    prompt,
  }: PromptOptions,
): void {
  const [lang, title, about, more, refuse, accept, save, close, ...labels] = (
    prompt ? JSON.parse(prompt) : EN
  ) as PromptTexts;
  const key = `aisle:consent:${site}`;
  const isRefused = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  let host: HTMLElement | undefined;
  let opener: HTMLElement | undefined;

  const recall = (): Kept | undefined => {
    try {
      const kept = JSON.parse(localStorage[key] as string) as Kept;
      if (kept.v === PURPOSES_VERSION && kept.notice === notice && Date.now() < kept.until) return kept;
    } catch {
      // none, somebody else's, or no storage at all
    }
    return undefined;
  };
  const hide = (): void => {
    host?.remove();
    opener?.focus();
  };
  const choose = (boxes: readonly HTMLInputElement[], isGranted: Test): void => {
    hide();
    const choice = {
      grants: Object.fromEntries(boxes.map((box) => [box.value, isGranted(box) ? 'granted' : 'denied'])),
      notice,
      v: PURPOSES_VERSION,
      until: Date.now() + GOOD_FOR_MS,
    };
    report(choice as Signal);
    try {
      if (boxes.some(isGranted)) localStorage[key] = JSON.stringify(choice);
      else delete localStorage[key];
    } catch {
      // then it holds for this page
    }
  };
  const show = (): void => {
    const boxes: HTMLInputElement[] = [];
    const button = (text: string, isGranted: Test): HTMLElement =>
      make('button', { onclick: () => choose(boxes, isGranted) }, text);
    const section = make(
      'section',
      {
        lang,
        tabIndex: -1,
        ariaLabel: title,
        // gives nothing back: false would be a keyboard that is stuck
        onkeydown({ key }) {
          if (key === 'Escape') hide();
        },
      },
      make('button', { ariaLabel: close, onclick: hide }, '×'),
      make('b', {}, title),
      make('p', {}, about),
      ...(/^(\/|https:)/.test(notice!) ? [make('a', { href: notice! }, more)] : []),
      ...(['personalisation', 'contextual', 'imports', 'measurement'] as const).map((value, at) => {
        if (!purposes.includes(value) || (isRefused && at > 1)) return '';
        const box = make('input', { type: 'checkbox', value, checked: recall()?.grants[value] === 'granted' });
        boxes.push(box);
        return make('label', {}, box, labels[at]!);
      }),
      make(
        'p',
        {},
        button(refuse, () => false),
        button(accept, () => true),
        button(save, ({ checked }) => checked),
      ),
    );
    host?.remove();
    host = make('aisle-consent' as 'div', {});
    const root = host.attachShadow({ mode: 'closed' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    root.append(section);
    // before the body: first in the order of the keyboard, and no selector of the shop counts it among its own
    document.documentElement.prepend(host);
    if (opener) section.focus();
  };

  if (isRefused && gpc !== 'reports') return;
  addEventListener('click', ({ target }) => {
    const element = (target as Partial<Element>).closest?.<HTMLElement>('[data-aisle-consent]');
    if (!element) return;
    opener = element;
    show();
  });
  const kept = recall();
  if (kept) report({ ...kept, stored: true });
  // those who refused on an earlier page of this visit are not asked on every further one
  else if (!document.referrer.startsWith(`${location.origin}/`)) show();
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  more: Partial<HTMLElementTagNameMap[K]>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), more);
  element.append(...children);
  return element;
}
