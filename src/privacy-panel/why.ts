import type { ItemId } from '../../contract/ids.ts';
import type { ProfilePatch } from '../../contract/protocol.ts';
import type { Desk } from './desk.ts';
import { make, makeButton, openRoot, unseen } from './dom.ts';
import { createPopover, makeHead } from './popover.ts';
import { WHY_CSS } from './style.ts';
import { isRegional, plainAnswer, plainMark, plainReasons, type PlainReason, type Standing } from './why-reasons.ts';
import type { Words } from './words.ts';

const ITEM = 'data-aisle-item';
const NAME_LENGTH = 120;

/** Makes `host`, which stands inside an item, a "why this?" button; it is empty while nothing runs. */
export function showWhy(host: HTMLElement, desk: Desk, words: Words): void {
  const root = openRoot(host, WHY_CSS);
  if (!root) return;
  // a question about a card is no use of its list, which may be put in order anew; cards that were filled in would be replaced
  if (!host.closest('[data-aisle-mode=fill]')) keepFromSlot(host);
  let close = (): void => {};

  const draw = (): void => {
    if (!desk.visit()) {
      close();
      root.replaceChildren();
    } else if (!root.firstChild) close = fill(root, host, desk, words);
  };
  const unsubscribe = desk.onChange((change) => {
    if (!host.isConnected) unsubscribe();
    else if (change !== 'profile') draw();
  });
  draw();
}

/** Whoever watches what is done in the list around `host` does not hear of what is done in `host`. */
function keepFromSlot(host: HTMLElement): void {
  for (const type of ['pointerdown', 'keydown', 'focusin']) {
    // in the capture phase of the window: before everybody else
    addEventListener(type, (event) => event.composedPath().includes(host) && event.stopPropagation(), true);
  }
}

/** Puts button and popover in; returns what closes the latter. */
function fill(root: ShadowRoot, host: HTMLElement, desk: Desk, words: Words): () => void {
  const card = host.closest<HTMLElement>(`[${ITEM}]`);
  const label = make('span', {}, words.say('why'), unseen(` ${nameOf(card, host)}`));
  const button = makeButton('why', label, () => (popover.isOpen() ? popover.close() : void open()), {
    class: 'ask',
    lang: words.lang,
    'aria-haspopup': 'dialog',
    'aria-expanded': 'false',
  });
  const popover = createPopover(root, button, () => {});
  root.append(button);

  const open = async (): Promise<void> => {
    const item = card?.getAttribute(ITEM)?.trim() ?? '';
    popover.element.lang = words.lang;
    const shown = nameOf(card, host);
    if (!shown) await desk.learnTitles([item]);
    const name = shown || desk.titleOf(item);
    const list = make('div', {}, make('p', {}, words.say('loading')));
    const status = make('p', { class: 'status', role: 'status' });
    popover.element.replaceChildren(
      makeHead(words.say('whyAbout', { name }), words.say('close'), popover.close),
      list,
      status,
    );
    popover.open();
    const say = (text: string): void => {
      status.textContent = text;
      // it stands below what may be longer than the view
      status.scrollIntoView({ block: 'nearest' });
    };
    void answer({ words, desk, item, name, say, reorder }, standingOf(card, item, desk)).then((answered) =>
      list.replaceChildren(...answered),
    );
  };
  /** Puts the page in order anew, and this dialog back where its card then stands. Returns whether its list has changed so. */
  const reorder = async (): Promise<boolean> => {
    const visit = desk.visit();
    const slot = card?.closest('[data-aisle-slot]');
    const outcome = () => (slot ? visit?.outcomes.get(slot) : undefined);
    const [before, used] = [outcome(), root.activeElement];
    // a list that holds the focus is left alone
    if (used instanceof HTMLElement) used.blur();
    await visit?.again();
    popover.open();
    if (used instanceof HTMLElement) used.focus({ preventScroll: true });
    const after = outcome();
    return after !== undefined && after !== before && (after.applied || after.left === 'server');
  };
  return popover.close;
}

interface Asked {
  readonly words: Words;
  readonly desk: Desk;
  readonly item: ItemId;
  readonly name: string;
  readonly say: (text: string) => void;
  readonly reorder: () => Promise<boolean>;
}

/** What the popover says. */
async function answer(asked: Asked, standing: Standing): Promise<HTMLElement[]> {
  const { words, desk, item, name } = asked;
  const notInterested = toggle(
    asked,
    'not-interested',
    words.say('whyNotInterested'),
    words.say('whySaid', { name }),
    { item, notInterested: true },
    { item, notInterested: false },
    'all',
  );
  const plain = plainAnswer(words, standing);
  if (plain !== undefined) return [make('p', {}, plain), ...(standing.isContextual ? [] : [notInterested])];
  const reply = await desk.explain(item, standing.outcome?.slot);
  if (!reply.ok) return [make('p', {}, words.say('failed'))];
  if (!reply.reason) return [make('p', {}, words.say('whyUnknown'))];
  await desk.learnNames(reply.reason);
  const reasons = plainReasons(words, reply.reason, desk, standing);
  const mark = plainMark(words, reply.reason, desk);
  const above = [make('p', {}, mark?.text ?? words.say('whyShop')), mark && stopButton(asked, mark, 'mark')];
  if (reasons.length === 0) return above.filter((element) => element !== undefined);
  return [
    ...(mark ? above : []),
    make('p', { class: 'soft' }, words.say('whyBoth')),
    make('ul', { class: 'reasons', role: 'list' }, ...reasons.map((reason, at) => line(asked, reason, at))),
    ...(standing.isContextual ? [] : [notInterested]),
  ].filter((element) => element !== undefined);
}

function line(asked: Asked, reason: PlainReason, at: number): HTMLElement {
  const { words } = asked;
  const { text, share } = reason;
  const bar = make('div', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--share', `${Math.round(share * 100)}%`);
  return make(
    'li',
    {},
    make('div', { class: 'line' }, make('span', {}, text), make('b', {}, words.percent(Math.max(0.01, share)))),
    bar,
    stopButton(asked, reason, `${at}`),
  );
}

/** "Stop using that", and the way back, where it is something of the shopper's own. */
function stopButton(
  asked: Asked,
  { text, stop, undo, leaves }: Omit<PlainReason, 'share'>,
  key: string,
): HTMLButtonElement | undefined {
  const { words } = asked;
  if (!stop || !undo) return undefined;
  const said = leaves === undefined ? words.say('ignoredNow', { name: text }) : words.say('leftNow', { name: leaves });
  const label = words.say(leaves === undefined ? 'whyStop' : 'leave');
  return toggle(asked, `stop:${key}`, label, said, stop, undo, 'plain', leaves ?? text);
}

/** A button that does something to the profile, and then undoes it. */
function toggle(
  { words, desk, say, reorder }: Asked,
  key: string,
  label: string,
  said: string,
  patch: ProfilePatch,
  undo: ProfilePatch,
  look: string,
  about?: string,
): HTMLButtonElement {
  let isDone = false;
  let isBusy = false;
  const write = (): void => {
    const text = isDone ? words.say('undo') : label;
    button.textContent = text;
    if (about !== undefined) button.setAttribute('aria-label', `${text}: ${about}`);
  };
  const press = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    const isChanged = await desk.correct([isDone ? undo : patch]);
    if (isChanged) isDone = !isDone;
    write();
    const isReordered = isChanged && (await reorder());
    isBusy = false;
    const when = words.say(isReordered ? 'whyReranked' : 'whyNext');
    say(isChanged ? `${isDone ? said : words.say('undone')} ${when}` : words.say('unchanged'));
  };
  const button = makeButton(key, label, () => void press(), { class: look });
  write();
  return button;
}

function standingOf(card: HTMLElement | null, item: ItemId, desk: Desk): Standing {
  const slot = card?.closest('[data-aisle-slot]');
  const visit = desk.visit();
  return {
    outcome: slot ? visit?.outcomes.get(slot) : undefined,
    item,
    isPinned: Boolean(card?.closest('[data-aisle-pin]')),
    isContextual: desk.isContextual(),
    isRegional: isRegional(),
  };
}

/** What the card calls its item: its heading, else its first link, else its first picture. */
function nameOf(card: HTMLElement | null, host: HTMLElement): string {
  for (const selector of ['h1,h2,h3,h4,h5,h6', 'a[href]', '[title]']) {
    for (const element of card?.querySelectorAll(selector) ?? []) {
      const text = (element.contains(host) ? '' : element.textContent?.trim()) || element.getAttribute('title')?.trim();
      if (text) return text.replaceAll(/\s+/g, ' ').slice(0, NAME_LENGTH);
    }
  }
  return card?.querySelector('img[alt]')?.getAttribute('alt')?.trim().slice(0, NAME_LENGTH) ?? '';
}
