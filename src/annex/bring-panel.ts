import type { Panel, StartPanel } from '../privacy-panel/panel-host.ts';
import type { VisitOptions } from '../sdk/visit.ts';

/** Hash of this build's panel for `integrity`; put in by the build. */
declare const AISLE_PANEL_INTEGRITY: string;

/**
 * Adds the panel's script where the page has an element for it, and lets it look for new ones whenever this is called again.
 * A script that could not be had is not asked for again on this page.
 */
export function bringPanel(options: VisitOptions): void {
  const { panel } = options.host;
  if (panel) void panel.then((brought) => brought?.look());
  // two questions: of a list of selectors every element is asked
  else if (document.querySelector('[data-aisle-privacy]') || document.querySelector('[data-aisle-why]'))
    void openPanel(options);
}

/** The panel, which knows the words, for whoever needs it; undefined where it cannot be had. */
export function openPanel({ host, site }: VisitOptions): Promise<Panel | undefined> {
  return (host.panel ??= new Promise((resolve) => {
    host.add('panel', (start) => resolve((start as StartPanel)(host, site)), {
      integrity: AISLE_PANEL_INTEGRITY,
      onerror: () => resolve(undefined),
    });
  }));
}
