import type { OfferAnswer, OfferView } from '../../contract/living-calls.ts';
import type { Boundary } from '../sdk/boundary.ts';
import type { Listeners } from '../sdk/listeners.ts';
import { after } from '../sdk/after.ts';
import { whenOutOfView } from '../slots/steady.ts';
import type { Place } from './offer-places.ts';
import { wordsOf } from './offer-words.ts';
import { changeInPlace } from './place-offer.ts';
import { renderOffer, type RenderedOffer } from './render-offer.ts';

/** How long a link that was pressed waits until that is written down. */
const LEAVE_MS = 400;
/** A click is handed on at once, or it is none of this moment. */
const CLICK_MS = 1_000;

export interface ShownOfferParts {
  readonly emit: Listeners['emit'];
  /** Tells what the shopper did. */
  readonly answer: (how: OfferAnswer) => Promise<unknown>;
  /** Accepts, and hands the cart over; whether it has arrived, undefined: it was not handed over. */
  readonly recover: () => Promise<boolean | undefined>;
  readonly onEnd: () => void;
}

/** An offer on its place of this page. */
export interface ShownOffer {
  /** Whether it could stand there without moving anything that is seen. It is not there afterwards. */
  fits(): boolean;
  /** Puts it there, and tells the page. */
  show(): void;
  /** Whether its place is still on the page. */
  isThere(): boolean;
  /** Takes it away. */
  end(): void;
}

export function createShownOffer(
  { id, content, recovers }: OfferView,
  place: Place,
  outer: Boundary,
  { emit, answer, recover, onEnd }: ShownOfferParts,
): ShownOffer {
  const boundary = outer.fork();
  const { signal, guard } = boundary;
  const element = place === 'listener' ? undefined : place;
  let rendered: RenderedOffer | undefined;
  /** The shopper has answered it: it stays, without a button, until the page is left, or goes at once. */
  let isAnswered = false;

  const put = ({ nodes }: RenderedOffer): boolean =>
    changeInPlace(
      element!,
      () => element!.append(...nodes),
      () => remove(nodes),
    );
  const show = (card: RenderedOffer): void => {
    if (!signal.aborted && !put(card)) whenOutOfView(element!, () => show(card), boundary);
  };

  /** `isSudden`: the shopper has asked for it, or the visit is over; otherwise nothing that is seen moves by it. */
  const end = (isSudden: boolean): void => {
    if (signal.aborted) return;
    boundary.end();
    onEnd();
    const { nodes } = rendered ?? { nodes: [] };
    if (!element || nodes.length === 0) return;
    // the keyboard stays where it was
    if (nodes.some((node) => node.contains(document.activeElement))) {
      element.tabIndex = -1;
      element.focus({ preventScroll: true });
    }
    const takeAway = (): void => remove(nodes);
    if (isSudden) return takeAway();
    if (changeInPlace(element, takeAway, () => element.append(...nodes))) return;
    for (const node of nodes) node.setAttribute('style', 'visibility: hidden');
    whenOutOfView(element, takeAway, outer);
  };

  const accept = async (event?: unknown): Promise<void> => {
    if (isAnswered || signal.aborted) return;
    isAnswered = true;
    const isSending = recovers && isOwnClick(event);
    const hasArrived = isSending ? await recover() : void (await answer('accepted'));
    const { saved, pending } = wordsOf(element ?? document.documentElement);
    if (hasArrived !== undefined) rendered?.say(hasArrived ? saved : pending);
    // a code is to be copied yet
    else if (content.code) rendered?.say('');
    else if (!content.url) end(true);
  };
  const dismiss = async (): Promise<void> => {
    if (signal.aborted) return;
    const wasAnswered = isAnswered;
    isAnswered = true;
    end(true);
    if (!wasAnswered) await answer('dismissed');
  };
  /** A link leads on when what was pressed is written down. */
  const follow = async (event: Event): Promise<void> => {
    const { button, ctrlKey, metaKey, shiftKey, altKey, currentTarget } = event as MouseEvent;
    const link = (currentTarget as Element).closest('a');
    const isPlain = link && !link.target && !button && !(ctrlKey || metaKey || shiftKey || altKey);
    if (!isPlain || event.defaultPrevented) return accept(event);
    event.preventDefault();
    await Promise.race([accept(event), after(LEAVE_MS)]);
    location.assign(link.href);
  };

  const render = (shown = content): RenderedOffer =>
    renderOffer(element!, shown, { accept: guard(follow), dismiss: guard(dismiss) });

  return {
    fits() {
      const { image: _, ...quiet } = content;
      // nothing is asked for that may never be shown
      const card = render(quiet);
      const isSteady = put(card);
      remove(card.nodes);
      return isSteady;
    },
    show() {
      if (element) show((rendered = render()));
      const slot = element?.dataset['aisleOffer'];
      document.dispatchEvent(new CustomEvent('aisle:offer', { detail: { id, ...(element && { slot }) } }));
      emit('offer', {
        id,
        content,
        ...(element && { slot }),
        signal,
        accept: async (event) => void (await guard(accept)(event)),
        dismiss: async () => void (await guard(dismiss)()),
      });
    },
    isThere: () => !element || element.isConnected,
    end() {
      const isOver = outer.signal.aborted || !element?.isConnected;
      // what became of an own press is still to be read
      if (!isAnswered || isOver) end(isOver);
    },
  };
}

function remove(nodes: readonly Element[]): void {
  for (const node of nodes) node.remove();
}

/** Whether the shopper has just pressed something: no script can make such an event. */
function isOwnClick(event: unknown): boolean {
  return (
    event instanceof Event &&
    event.isTrusted &&
    event.type === 'click' &&
    performance.now() - event.timeStamp < CLICK_MS
  );
}
