import type { OfferContent } from '../../contract/segments.ts';
import { make, openRoot } from '../privacy-panel/dom.ts';
import { fillTemplate, isWeb } from '../slots/fill-template.ts';
import { OFFER_CSS } from './offer-style.ts';
import { wordsOf } from './offer-words.ts';

const FIELDS = ['title', 'text', 'action', 'code', 'url', 'image'] as const;

/** An offer made into elements. */
export interface RenderedOffer {
  /** What goes into the place. */
  readonly nodes: readonly Element[];
  /** Takes the buttons away and says what has become of it, to screen readers too. */
  say(text: string): void;
}

export interface Presses {
  /** The offer's own button or link. */
  readonly accept: (event: Event) => unknown;
  readonly dismiss: (event: Event) => unknown;
}

/**
 * Makes an offer from the place's `<template>`, or where it has none in a plain look of its own. What the bundle says goes in as
 * text and through attribute setters only, and addresses only with http and https. In a template `data-aisle-accept` and
 * `data-aisle-dismiss` say which elements do so.
 */
export function renderOffer(place: HTMLElement, content: OfferContent, presses: Presses): RenderedOffer {
  const template = place.querySelector<HTMLTemplateElement>(':scope > template');
  return template ? fromTemplate(template, content, presses) : plain(place, content, presses);
}

function fromTemplate(template: HTMLTemplateElement, content: OfferContent, presses: Presses): RenderedOffer {
  const values = Object.fromEntries(FIELDS.map((field) => [field, content[field] ?? '']));
  const card = fillTemplate(template, values, FIELDS);
  const nodes = [...card.children];
  const pressed = (name: string, press: (event: Event) => unknown): Element[] => {
    const found = [...card.querySelectorAll(`[data-aisle-${name}]`)];
    for (const element of found) element.addEventListener('click', press);
    return found;
  };
  const buttons = [...pressed('accept', presses.accept), ...pressed('dismiss', presses.dismiss)];
  // where there is nothing to be pressed there is no button: no word on it, or nowhere to send what it would send
  for (const button of buttons) if (!content.action && button.matches('[data-aisle-accept]')) hide(button);
  return {
    nodes,
    say(text) {
      if (text) buttons.at(0)?.after(make('p', {}, text));
      for (const button of buttons) hide(button);
    },
  };
}

function plain(place: HTMLElement, content: OfferContent, { accept, dismiss }: Presses): RenderedOffer {
  const { title, text, code, action, url, image } = content;
  const words = wordsOf(place);
  const host = make('div', { class: 'aisle-offer' });
  const root = openRoot(host, OFFER_CSS) ?? host;
  const part = (name: string): { class: string; part: string } => ({ class: name, part: name });
  const isLink = url !== undefined && isWeb(url, document.baseURI);
  const button =
    action &&
    make(
      isLink ? 'a' : 'button',
      isLink ? { ...part('action'), href: url } : { ...part('action'), type: 'button' },
      action,
    );
  const close = make('button', { ...part('close'), type: 'button', 'aria-label': words.close }, '\u00d7');
  const said = make('p', { ...part('said'), hidden: true });
  if (button) button.addEventListener('click', accept);
  close.addEventListener('click', dismiss);
  root.append(
    make(
      'section',
      { part: 'offer', 'aria-label': title },
      image !== undefined && isWeb(image, document.baseURI) && make('img', { ...part('image'), src: image, alt: '' }),
      make(
        'div',
        { class: 'words' },
        make('p', part('title'), title),
        text && make('p', part('text'), text),
        code && make('code', part('code'), code),
      ),
      button,
      said,
      close,
    ),
  );
  return {
    nodes: [host],
    say(saying) {
      // the focus would fall out of the page
      said.tabIndex = -1;
      said.textContent = saying;
      said.hidden = !saying;
      if (button && root instanceof ShadowRoot && root.activeElement === button) said.focus();
      if (button) hide(button);
    },
  };
}

function hide(element: Element): void {
  element.setAttribute('hidden', '');
}
