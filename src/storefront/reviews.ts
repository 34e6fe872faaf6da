import { readValue } from './read-rule.ts';
import type { ReadRule } from '../../contract/storefront.ts';

const MAX_RATING = 5;
/** What a form of reviews is called, by its names, its address or its fields. */
const REVIEW =
  /(?:^|[^a-z])(?:reviews?|ratings?|rate|testimonials?|bewertung(?:en)?|avis|rese(?:ñ|n)as?|valoraci(?:ó|o)n|recension[ei]|beoordeling(?:en)?|opini[ae])(?![a-z])/i;
const RATING = /rat(?:e|ing)|stars?|score|sterne|note|punteggio|valoraci|vote/i;
const FIELDS = 'input,select,[role=slider],[role=radio][aria-checked=true],[data-rating],[data-value]';

/** Whether `form` is one in which a product is reviewed: it says so, and asks for stars. */
export function isReviewForm(form: Element): boolean {
  const names = ['id', 'class', 'name', 'action', 'aria-label', 'data-action']
    .map((name) => form.getAttribute(name))
    .join(' ');
  const isNamed = REVIEW.test(names) || !!form.querySelector('[name*="review" i],[id*="review" i]');
  return isNamed && ratingFields(form).length > 0;
}

/**
 * The stars that are given in `form`, from 0 to 5: by what `rule` reads, by the chosen radio button, by a list, a hidden field,
 * or what widgets keep in attributes. Undefined where none are. The text of the review is not looked at.
 */
export function ratingIn(form: Element, rule?: ReadRule): number | undefined {
  if (rule) return toRating(readValue(form, rule));
  const fields = ratingFields(form);
  for (const field of fields) {
    const rating = toRating(valueOf(field));
    if (rating !== undefined) return rating;
  }
}

function ratingFields(form: Element): Element[] {
  return [...form.querySelectorAll(FIELDS)].filter((field) => {
    const names = ['name', 'id', 'class', 'data-name', 'aria-label'].map((name) => field.getAttribute(name)).join(' ');
    return (
      (RATING.test(names) || field.hasAttribute('data-rating')) &&
      !field.matches('[type=submit],[type=text],[type=email]')
    );
  });
}

function valueOf(field: Element): string | null | undefined {
  if (field instanceof HTMLInputElement) {
    return /^(?:radio|checkbox)$/.test(field.type) && !field.checked ? undefined : field.value;
  }
  if (field instanceof HTMLSelectElement) return field.value;
  return ['aria-valuenow', 'data-rating', 'data-value', 'data-score']
    .map((name) => field.getAttribute(name))
    .find(Boolean);
}

/** `4`, `4/5`, `80 %`, `8/10`, `4 stars`. */
function toRating(text: string | null | undefined): number | undefined {
  const [, digits, most] = /(\d+(?:[.,]\d+)?)\s*(?:\/|of|von|sur|de|di|van|out of)?\s*(%|\d+)?/i.exec(text ?? '') ?? [];
  if (digits === undefined) return undefined;
  const value = Number(digits.replace(',', '.'));
  const rating = most === '%' ? value / 20 : most && Number(most) > 0 ? (value / Number(most)) * MAX_RATING : value;
  return rating > 0 && rating <= MAX_RATING ? rating : undefined;
}
