import { bringWords } from './bring-words.ts';
import { createDesk } from './desk.ts';
import type { StartPanel } from './panel-host.ts';
import { showPrivacyPanel } from './privacy-panel.ts';
import { isRegional, plainSentence } from './why-reasons.ts';
import { showWhy } from './why.ts';
import type { Words } from './words.ts';

const PANEL = '[data-aisle-privacy]';
const WHY = '[data-aisle-why]';
const FILLED = '[data-aisle-slot][data-aisle-mode=fill]';

/**
 * Makes panels and "why this?" buttons of the page's elements, now and whenever it is told to look again. Never throws: an
 * element that cannot be made one stays as the shop sent it.
 */
export const startPanel: StartPanel = (host, site) => {
  const desk = createDesk(host, site);
  const seen = new WeakSet<Element>();
  let words: Words | undefined;
  const look = (): void => {
    if (!words) return;
    for (const element of document.querySelectorAll<HTMLElement>(`${PANEL},${WHY},${FILLED}`)) {
      if (seen.has(element)) continue;
      seen.add(element);
      if (element.matches(FILLED)) late.observe(element, { childList: true });
      if (element.matches(PANEL)) showPrivacyPanel(element, desk, words, Date);
      else if (element.matches(WHY)) showWhy(element, desk, words);
    }
  };
  // a slot that waited until nobody saw it is filled without a word
  const late = new MutationObserver(look);
  const wording = bringWords(document.documentElement.lang, host.add).then((brought) => {
    words = brought;
    look();
    return brought;
  });
  return {
    look,
    async say(reason) {
      const brought = await wording;
      await desk.learnNames(reason);
      return plainSentence(brought, reason, desk, {
        isContextual: desk.isContextual(),
        isRegional: isRegional(),
      });
    },
  };
};
