/** The report's only style sheet: readable on a phone, in print, light or dark as the reader's system is. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1d2328; --muted: #5c6770; --paper: #fbfaf7; --card: #ffffff; --line: #e3e0d8; --accent: #2f6f5e; --soft: #2f6f5e22; --warn: #a2491b }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --muted: #a0a7ab; --paper: #15191b; --card: #1d2325; --line: #323a3d; --accent: #6fc2a8; --soft: #6fc2a82b; --warn: #eb9a6c } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem }
h2 { font-size: 1.15rem; margin: 0 0 .2rem }
h3 { font-size: .95rem; margin: 0 0 .4rem }
p { margin: 0 0 .8rem }
.lead, .note { color: var(--muted) }
.note { font-size: .875rem }
code { font: .85em ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere }
section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.1rem 1.2rem; margin: 1rem 0 }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.2rem 0 }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: .7rem .9rem }
.figures b { display: block; font-size: 1.35rem; line-height: 1.3; font-variant-numeric: tabular-nums }
.figures span { color: var(--muted); font-size: .85rem }
.figures .warn b { color: var(--warn) }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1.5rem; margin-top: .8rem }
.grid > * { min-width: 0 }
figure { margin: .6rem 0 0 }
svg { width: 100%; height: auto; display: block; overflow: visible }
.scroll { overflow-x: auto }
.scroll table { min-width: 38rem }
.grid .scroll table { min-width: 0 }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { text-align: left; padding: .38rem .6rem .38rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
th { color: var(--muted); font-weight: 600; white-space: nowrap }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
tr:last-child td { border-bottom: 0 }
.better { color: var(--accent); font-weight: 600 }
@media print { body { background: none } section { break-inside: avoid } }
`;
