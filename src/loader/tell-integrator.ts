import { toBundleUrl } from './bundle-url.ts';

/** The one way Aisle speaks to whoever built the page; shoppers never see it. */
export function tellIntegrator(message: string): undefined {
  // oxlint-disable-next-line no-console -- an integrator's mistake, said once
  console.error(`Aisle: ${message}`);
}

/** The absolute URL of an option that names where something comes from or goes to; where it may not, says so. */
export function readUrl(name: 'bundle' | 'report', given: string | undefined): string | undefined {
  return toBundleUrl(given, document.baseURI) || tellIntegrator(`${name} "${given}" must be https: or localhost`);
}
