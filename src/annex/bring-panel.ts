import type { StartPanel } from '../privacy-panel/panel-host.ts';
import type { VisitOptions } from '../sdk/visit.ts';

/** Hash of this build's panel for `integrity`; put in by the build. */
declare const AISLE_PANEL_INTEGRITY: string;

/**
 * Adds the panel's script where the page has an element for it, and lets it look for new ones whenever this is called again.
 * A script that could not be had is not asked for again on this page.
 */
export function bringPanel({ host, site }: VisitOptions): void {
  if (host.panel) return host.panel.look();
  // two questions: of a list of selectors every element is asked
  if (!document.querySelector('[data-aisle-privacy]') && !document.querySelector('[data-aisle-why]')) return;
  host.panel = { look() {} };
  host.add('panel', (start) => (host.panel = (start as StartPanel)(host, site)), { integrity: AISLE_PANEL_INTEGRITY });
}
