// Who is held out: the share of visitors who are never personalised, so that a shop can tell what personalising is worth.

/** `holdout`: lists stay as the server has ordered them. */
export type Arm = 'personalised' | 'holdout';

/** The share of a manifest's site section that is held out, 0 to 0.5; 0 where it says none, or no such number. */
export function holdoutOf(site: object): number {
  const share = 'holdout' in site ? site.holdout : 0;
  return typeof share === 'number' && share >= 0 && share <= 0.5 ? share : 0;
}

/**
 * The arm of a visitor: one draw, stable for as long as the profile is there, and independent of what anybody does. `epoch`: the
 * profile's random name, 32 hexadecimal digits; `share`: of all visitors who are held out, 0 to 0.5.
 *
 * @example armOf('7fffffff…', 0.5) === 'holdout'
 */
export function armOf(epoch: string, share: number): Arm {
  return Number.parseInt(epoch.slice(0, 8), 16) / 2 ** 32 < share ? 'holdout' : 'personalised';
}
