/** The one way Aisle speaks to whoever built the page; shoppers never see it. */
export function tellIntegrator(message: string): void {
  // oxlint-disable-next-line no-console -- an integrator's mistake, said once
  console.error(`Aisle: ${message}`);
}

/** Said of a manifest's URL that may not be fetched. */
export function badBundle(given: string | undefined): string {
  return `bundle "${given}" must be an https: or localhost URL`;
}
