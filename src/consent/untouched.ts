/**
 * Whether the shopper has neither clicked, tapped nor typed on this page yet: a choice that is known by then was made on an
 * earlier one. For managers that do not tell; a browser that does not either takes every choice for one of this page.
 */
export function isUntouched(): boolean {
  const { userActivation } = navigator as { userActivation?: UserActivation };
  return userActivation?.hasBeenActive === false;
}
