/**
 * An offer in its default look: the shop's own font and colours, whether dark or light, and of these properties what a shop sets:
 * `--aisle-accent`, `--aisle-on-accent`, `--aisle-radius`, `--aisle-focus`, `--aisle-heading-font`. Each part also has a name for
 * `::part()`.
 */
export const OFFER_CSS = `
:host { display: block; overflow-wrap: anywhere; line-height: 1.45; container-type: inline-size; }
[hidden] { display: none !important; }
section { position: relative; display: grid; gap: 12px 16px; align-items: center; padding: 16px 56px 16px 16px;
  border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: var(--aisle-radius, 10px);
  background: color-mix(in srgb, currentColor 5%, transparent); }
p { margin: 0; }
.title { font-family: var(--aisle-heading-font, inherit); font-size: 1.1em; font-weight: 600; }
img { width: 96px; aspect-ratio: 1; object-fit: cover; border-radius: inherit; }
.words { display: grid; gap: 4px; }
code { justify-self: start; padding: 2px 8px; border: 1px dashed; font-size: 1em; user-select: all; }
a, button { font: inherit; cursor: pointer; border: 1px solid transparent; border-radius: var(--aisle-radius, 10px); }
.action { justify-self: start; padding: 10px 18px; background: var(--aisle-accent, light-dark(#2456b8, #a9c4ff));
  color: var(--aisle-on-accent, light-dark(#fff, #10214a)); font-weight: 600; text-decoration: none; }
.close { position: absolute; inset-block-start: 4px; inset-inline-end: 4px; width: 44px; height: 44px; padding: 0;
  background: none; color: inherit; font-size: 1.4em; line-height: 1; }
:focus-visible { outline: 3px solid var(--aisle-focus, currentColor); outline-offset: 2px; }
@container (min-width: 30rem) { section { grid-template-columns: auto 1fr auto; } .words { grid-column: 2; }
  .action, .said { grid-column: 3; } section:not(:has(img)) .words { grid-column: 1 / 3; } }
@media (prefers-reduced-motion: no-preference) { section { animation: come .2s; } @keyframes come { from { opacity: 0; } } }
`;
