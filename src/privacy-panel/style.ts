/**
 * What panel and popover share: the shop's font and colours by inheritance, and these properties where a shop sets them:
 * `--aisle-accent`, `--aisle-on-accent`, `--aisle-danger`, `--aisle-on-danger`, `--aisle-surface`, `--aisle-ink` (popover),
 * `--aisle-radius`, `--aisle-focus`, `--aisle-heading-font`.
 */
const SHARED = `
:host {
  --accent: var(--aisle-accent, light-dark(#2456b8, #a9c4ff));
  --on-accent: var(--aisle-on-accent, light-dark(#fff, #10214a));
  --danger: var(--aisle-danger, light-dark(#a4262c, #ffb3b0));
  --on-danger: var(--aisle-on-danger, light-dark(#fff, #4a0d10));
  --radius: var(--aisle-radius, 10px);
  --soft: color-mix(in srgb, currentColor 78%, transparent);
  --edge: color-mix(in srgb, currentColor 55%, transparent);
  --line: color-mix(in srgb, currentColor 20%, transparent);
  --wash: color-mix(in srgb, currentColor 6%, transparent);
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
p, ul, dl, dd, h2, h3, h4 { margin: 0; padding: 0; }
ul { list-style: none; }
button, input { font: inherit; color: inherit; }
button {
  min-height: 44px;
  padding: 8px 14px;
  border: 1px solid var(--edge);
  border-radius: var(--radius);
  background: none;
  text-align: center;
  cursor: pointer;
}
button:hover { background: var(--wash); }
:focus-visible { outline: 3px solid var(--aisle-focus, currentColor); outline-offset: 2px; }
h2:focus, h3:focus, [role=dialog]:focus { outline: none; }
h2:focus-visible, h3:focus-visible { outline: 3px solid var(--aisle-focus, currentColor); outline-offset: 4px; border-radius: 4px; }
.plain { padding-inline: 8px; border-color: transparent; text-decoration: underline; text-underline-offset: .18em; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.soft { color: var(--soft); }
.bar { height: 6px; border-radius: 3px; background: var(--line); overflow: hidden; }
.bar::before { content: ''; display: block; width: var(--share, 0); height: 100%; border-radius: 3px; background: var(--accent); }
@media (forced-colors: active) { .bar { border: 1px solid; } .bar::before { background: Highlight; } }
`;

export const PANEL_CSS = `${SHARED}
:host { display: block; container-type: inline-size; overflow-wrap: anywhere; }
.panel { display: grid; gap: 30px; line-height: 1.5; }
h2 { font-size: 1.5em; line-height: 1.2; }
h2, h3 { font-family: var(--aisle-heading-font, inherit); font-weight: 600; }
h3 { font-size: 1.15em; line-height: 1.3; }
h4 { margin: 0 0 2px; font-size: 1em; }
h4::first-letter { text-transform: uppercase; }
section { display: grid; gap: 10px; align-content: start; }
section > .soft { margin-top: -6px; font-size: .925em; }
.lead { max-width: 68ch; }
.cards { display: grid; gap: 14px; }
.card { display: grid; gap: 6px; align-content: start; padding: 16px; border: 1px solid var(--line); border-radius: var(--radius); background: var(--wash); }
.card .soft { font-size: .925em; }
.columns, .groups { display: grid; gap: 30px 40px; align-items: start; }
.groups { gap: 20px 40px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
@container (min-width: 44rem) { .cards { grid-template-columns: 1fr 1fr; } .columns { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
.switch { display: block; width: 100%; padding: 4px 0; border: 0; text-align: start; font-weight: 600; }
.switch:hover { background: none; }
.switch-line { display: flex; gap: 12px; align-items: center; justify-content: space-between; }
.state { display: flex; gap: 10px; align-items: center; flex: none; font-weight: 400; }
.track { position: relative; width: 46px; height: 26px; border: 2px solid var(--edge); border-radius: 13px; }
.track::before { content: ''; position: absolute; inset-block: 3px; inset-inline-start: 3px; width: 16px; border-radius: 50%; background: var(--edge); }
[aria-checked=true] .track { border-color: var(--accent); background: var(--accent); }
[aria-checked=true] .track::before { inset-inline: auto 3px; background: var(--on-accent); }
@media (forced-colors: active) { .track::before { background: ButtonText; } [aria-checked=true] .track { background: Highlight; } }
.facts { display: flex; flex-wrap: wrap; gap: 4px 22px; }
.facts li { font-variant-numeric: tabular-nums; }
.rows > li { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: center; justify-content: space-between; min-height: 52px; padding: 3px 0; border-bottom: 1px solid var(--line); }
.rows > li:last-child { border-bottom: 0; }
.what { flex: 1 1 7.5rem; min-width: 0; }
.what b { font-weight: 600; }
.what small { display: block; color: var(--soft); font-size: .875em; }
.gone .what { color: var(--soft); font-style: italic; }
.bar { max-width: 12rem; margin-top: 3px; }
.acts { display: flex; flex-wrap: wrap; margin-inline-start: -8px; }
.acts button { padding-inline: 7px; font-size: .925em; }
@container (min-width: 30rem) { .acts { margin-inline: 0 -8px; } }
.edit { display: flex; flex-wrap: wrap; gap: 8px; width: 100%; padding: 6px 0; }
input:not([type=file]) { flex: 1 1 9rem; min-width: 0; min-height: 44px; padding: 8px 12px; border: 1px solid var(--edge); border-radius: var(--radius); background: Field; color: FieldText; }
.pairs { display: grid; grid-template-columns: minmax(0, auto) auto; gap: 4px 18px; justify-content: start; overflow-wrap: break-word; }
.pairs dd { max-width: 14rem; }
.pairs dt { color: var(--soft); }
.buttons { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; }
.main { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; }
.danger { border-color: var(--danger); background: var(--danger); color: var(--on-danger); font-weight: 600; }
.main:hover { background: color-mix(in srgb, var(--accent) 88%, currentColor); }
.danger:hover { background: color-mix(in srgb, var(--danger) 88%, currentColor); }
.sure { display: grid; gap: 10px; padding: 16px; border: 2px solid var(--danger); border-radius: var(--radius); }
.file { position: relative; display: inline-grid; place-items: center; min-height: 44px; padding: 8px 14px; border: 1px solid var(--edge); border-radius: var(--radius); cursor: pointer; }
.file:hover { background: var(--wash); }
.file input { position: absolute; inset: 0; width: 100%; opacity: 0; cursor: pointer; font-size: 0; }
.file:focus-within { outline: 3px solid var(--aisle-focus, currentColor); outline-offset: 2px; }
.status { position: sticky; bottom: 8px; z-index: 1; justify-self: start; max-width: 100%; padding: 10px 16px; border-radius: var(--radius); background: var(--aisle-ink, CanvasText); color: var(--aisle-surface, Canvas); }
.status:empty { padding: 0; }
details summary { min-height: 44px; padding: 10px 0; cursor: pointer; }
`;

export const WHY_CSS = `${SHARED}
:host { display: inline-block; font-size: .8125rem; line-height: 1.5rem; vertical-align: baseline; }
.ask { position: relative; min-height: 24px; padding: 0; border: 0; border-radius: 3px; background: none; color: inherit; text-decoration: underline dotted; text-underline-offset: .22em; white-space: nowrap; }
.ask:hover { background: none; text-decoration-style: solid; }
/* a finger gets 44 px; the label of the next card stays above them */
.ask > span { position: relative; z-index: 1; }
@media (pointer: coarse) { .ask::after { content: ''; position: absolute; inset: -10px -8px; } }
.pop { position: fixed; inset: auto; z-index: 2147483647; width: min(23rem, calc(100vw - 16px)); max-height: min(32rem, calc(100dvh - 16px)); margin: 0; padding: 16px; overflow: auto; border: 1px solid var(--line); border-radius: calc(var(--radius) + 4px); background: var(--aisle-surface, Canvas); color: var(--aisle-ink, CanvasText); box-shadow: 0 8px 32px rgb(0 0 0 / 28%); font-size: .9375rem; line-height: 1.45; text-align: start; white-space: normal; overflow-wrap: anywhere; }
.pop:not(:popover-open):not(.open) { display: none; }
.head { display: flex; gap: 8px; align-items: flex-start; justify-content: space-between; }
.head button { flex: none; margin: -10px -10px 0 0; min-width: 44px; border-color: transparent; font-size: 1.25rem; line-height: 1; }
h2 { font-size: 1.05rem; line-height: 1.3; }
.pop > * + * { margin-top: 10px; }
.reasons { display: grid; gap: 12px; }
.reasons .line { display: flex; gap: 12px; align-items: baseline; justify-content: space-between; }
.reasons b { font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.reasons + button { margin-top: 14px; }
p + button { margin-top: 12px; }
.reasons { margin-top: 8px; }
.bar { margin-top: 4px; }
.plain { margin-inline-start: -8px; font-size: .875rem; }
.all { width: 100%; }
.status:empty { display: none; }
.status { font-weight: 600; }
`;
