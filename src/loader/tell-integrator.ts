import { toBundleUrl } from './bundle-url.ts';

/** The one way Aisle speaks to whoever built the page; shoppers never see it. */
export function tellIntegrator(message: string): void {
  // oxlint-disable-next-line no-console -- an integrator's mistake, said once
  console.error(`Aisle: ${message}`);
}

/** The absolute URL of an option that names where something comes from or goes to; where it may not, says so. */
export function readUrl(name: 'bundle' | 'report', given: string | undefined): string | undefined {
  const url = toBundleUrl(given, document.baseURI);
  if (!url) tellIntegrator(`${name} "${given}" must be https: or localhost`);
  return url;
}
