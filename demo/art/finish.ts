/** How a surface takes the light. */
export type Finish =
  | 'matt'
  | 'gloss'
  | 'metal'
  | 'glass'
  | 'wood'
  | 'cloth'
  | 'wicker'
  | 'felt'
  | 'knit'
  | 'facets'
  | 'pearl';

const BY_MATERIAL: readonly (readonly [RegExp, Finish])[] = [
  [/wood|timber|bamboo/, 'wood'],
  [/wicker|rattan|straw|jute|willow|hessian/, 'wicker'],
  [/crystal|diamante|jewel|rhinestone/, 'facets'],
  [/glass|acrylic/, 'glass'],
  [/pearl|shell/, 'pearl'],
  [/zinc|metal|silver|copper|brass|tin|steel|iron|wire|bronze|pewter|gold/, 'metal'],
  [/felt|wool|fur|feather|suede/, 'felt'],
  [/knit|crochet/, 'knit'],
  [/cotton|fabric|linen|cloth|canvas|silk|satin|velvet|lace|denim|organza/, 'cloth'],
  [/ceramic|china|porcelain|enamel|plastic|glaze|vinyl|pvc|resin/, 'gloss'],
  [/paper|card|cardboard|slate|stone|wax|leather|rubber/, 'matt'],
];

/** The finish that the materials name, or else the one the article usually has. */
export function finishOf(materials: readonly string[], usual: Finish): Finish {
  for (const [pattern, finish] of BY_MATERIAL) if (materials.some((name) => pattern.test(name))) return finish;
  return usual;
}

const white = (opacity: number, offset: number) =>
  `<stop offset="${offset}" stop-color="#fff" stop-opacity="${opacity}"/>`;
const black = (opacity: number, offset: number) =>
  `<stop offset="${offset}" stop-color="#2b1d2b" stop-opacity="${opacity}"/>`;
const across = (...stops: string[]) => `<linearGradient id="f">${stops.join('')}</linearGradient>`;
const tile = (width: number, height: number, content: string) =>
  `<pattern id="f" width="${width}" height="${height}" patternUnits="userSpaceOnUse">${content}</pattern>`;

/** The overlay that every skin gets: a gradient or a fine texture with id `f`. */
export const FINISHES: Readonly<Record<Finish, string>> = {
  matt: across(white(0.1, 0), white(0, 0.5), black(0.08, 1)),
  gloss: across(white(0.05, 0), white(0.5, 0.16), white(0.08, 0.3), white(0, 0.6), black(0.14, 1)),
  metal: across(black(0.16, 0), white(0.6, 0.18), black(0.1, 0.42), white(0.22, 0.6), black(0.2, 0.86), white(0.2, 1)),
  glass: across(white(0.5, 0), white(0.1, 0.14), white(0.65, 0.2), white(0.1, 0.28), white(0, 0.7), white(0.35, 1)),
  wood: tile(
    120,
    26,
    '<g fill="none" stroke="#4a2c14" stroke-opacity=".22" stroke-width="1.5"><path d="M0 4q30 5 60 0t60 0M0 13q22-5 44 0t76-1M0 21q34 4 60 0t60 1"/><ellipse cx="84" cy="12.5" rx="9" ry="3"/></g>',
  ),
  cloth: tile(
    6,
    6,
    '<path d="M0 1.5h3M3 4.5h3" stroke="#fff" stroke-opacity=".32"/><path d="M1.5 3v3M4.5 0v3" stroke="#2b1d2b" stroke-opacity=".1"/>',
  ),
  wicker: tile(
    18,
    12,
    '<g fill="none" stroke-linecap="round" stroke-width="3.5"><path d="M1 3h7M10 9h7" stroke="#fff" stroke-opacity=".35"/><path d="M10 3h7M1 9h7" stroke="#4a2c14" stroke-opacity=".25"/></g>',
  ),
  felt: tile(
    9,
    9,
    '<path d="M1 2l2 1M6 1l1 2M3 6l2-1M7 7l1 1" stroke="#fff" stroke-opacity=".4"/><path d="M4 3l1 1M1 7l1 1M8 4l-1 1" stroke="#2b1d2b" stroke-opacity=".14"/>',
  ),
  knit: tile(10, 10, '<path d="M0 1l5 5 5-5" fill="none" stroke="#2b1d2b" stroke-opacity=".16" stroke-width="2.5"/>'),
  facets: tile(
    28,
    24,
    '<path d="M0 0l14 12L0 24z" fill="#fff" fill-opacity=".5"/><path d="M14 12L28 0v24z" fill="#2b1d2b" fill-opacity=".1"/><path d="M0 0h28L14 12z" fill="#fff" fill-opacity=".22"/>',
  ),
  pearl:
    '<radialGradient id="f" cx=".34" cy=".3" r=".8"><stop offset="0" stop-color="#fff" stop-opacity=".9"/><stop offset=".5" stop-color="#fff" stop-opacity=".1"/><stop offset=".8" stop-color="#e9c6d6" stop-opacity=".35"/><stop offset="1" stop-color="#9fb7c9" stop-opacity=".4"/></radialGradient>',
};
