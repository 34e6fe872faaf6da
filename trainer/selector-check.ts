/** What jQuery knows and CSS does not. */
const JQUERY =
  /:(contains|eq|gt|lt|even|odd|first|last|visible|hidden|parent|header|animated|input|text|button|submit|radio|checkbox|selected|image|file|password|reset)\b(?!-)/;

/**
 * Why a browser would refuse a selector, as far as that is certain without one; undefined where it is not. Pseudo-classes that
 * are not known here pass: CSS gets new ones. ` >>> ` steps into an open shadow root.
 */
export function wrongInSelector(selector: string): string | undefined {
  const steps = selector.split('>>>');
  const empty = steps.findIndex((step, at) => step.trim() === '' && (at > 0 || steps.length === 1));
  if (empty >= 0) return steps.length === 1 ? 'is empty' : 'has nothing after ">>>"';
  // a leading ">>>" steps into the root of whatever the selector is seen from
  for (const step of steps.filter((each) => each.trim() !== '')) {
    const wrong = wrongInStep(step.trim());
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function wrongInStep(step: string): string | undefined {
  const bare = withoutStrings(step);
  if (bare === undefined) return `${quote(step)} has a quotation mark that is not closed`;
  const unbalanced = wrongBracket(bare);
  if (unbalanced !== undefined) return `${quote(step)} ${unbalanced}`;
  // what stands in brackets is an attribute's; what is escaped may be anything
  const outside = bare.replaceAll(/\[[^\]]*\]/g, '[]');
  const strange = /[{}$;@!%<`=?&/^]/.exec(outside)?.[0];
  if (strange !== undefined) return `${quote(step)} holds ${quote(strange)}, which CSS does not allow there; ${ESCAPE}`;
  const digit = /[.#](-?\d\w*)/.exec(outside)?.[0];
  if (digit !== undefined)
    return `${quote(digit)} begins with a digit: write ${quote(`[${digit.startsWith('.') ? 'class~' : 'id'}="${digit.slice(1)}"]`)}`;
  if (/[.#]($|[\s.#:>+~,)[])/.test(outside)) return `${quote(step)} has a "." or "#" without a name after it`;
  if (/(^|[,(])\s*(,|$)|,\s*[)]/.test(outside)) return `${quote(step)} has an empty alternative beside a comma`;
  if (/[>+~]\s*($|[,)>+~])/.test(outside)) return `${quote(step)} has a ">", "+" or "~" with nothing after it`;
  if (/:(not|has)\(\s*\)/.test(outside)) return `${quote(step)} has empty brackets`;
  const attribute = /\[\s*([~|^$*]?=|\])/.exec(bare);
  if (attribute) return `${quote(step)} has brackets without the name of an attribute`;
  const jquery = JQUERY.exec(outside)?.[0];
  return jquery === undefined ? undefined : `${quote(jquery)} is jQuery's, no browser knows it`;
}

const ESCAPE = 'put a backslash before it if it is part of a name';

/** Escapes become letters and strings empty ones; undefined where a string does not end. */
function withoutStrings(step: string): string | undefined {
  const bare = step.replaceAll(/\\[0-9a-f]{1,6}\s?|\\[^]/gi, 'x').replaceAll(/"[^"\n]*"|'[^'\n]*'/g, '""');
  return /["']/.test(bare.replaceAll('""', '')) ? undefined : bare;
}

function wrongBracket(step: string): string | undefined {
  const open: string[] = [];
  for (const sign of step) {
    if (sign === '(' || sign === '[') open.push(sign === '(' ? ')' : ']');
    else if ((sign === ')' || sign === ']') && open.pop() !== sign) return `has a ${quote(sign)} that nothing opens`;
  }
  const last = open.at(-1);
  return last === undefined ? undefined : `lacks a ${quote(last)}`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
