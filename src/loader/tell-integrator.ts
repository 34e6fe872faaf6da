/** The one way Aisle speaks to whoever built the page; shoppers never see it. */
export function tellIntegrator(level: 'warn' | 'error', message: string): void {
  // oxlint-disable-next-line no-console -- an integrator's mistake, said once
  console[level](`Aisle: ${message}`);
}

export function badBundle(option: string, given: unknown): void {
  tellIntegrator(
    'error',
    `${option} is ${JSON.stringify(given)}; it must be the https: URL of the bundle's manifest (http: only on localhost). Nothing is started.`,
  );
}
