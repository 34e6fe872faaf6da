/** Colours as descriptions name them, in tones that go together. */
const COLOURS: Readonly<Record<string, string>> = {
  pink: '#e493a9',
  blue: '#5f8fc2',
  red: '#c5443f',
  white: '#fbfaf7',
  green: '#7c9f6b',
  black: '#3a373f',
  silver: '#bcc1c9',
  ivory: '#f6efdc',
  cream: '#f1e4c5',
  gold: '#d3a94e',
  purple: '#8c6eb1',
  yellow: '#edc85f',
  brown: '#93694b',
  orange: '#e38d52',
  turquoise: '#52b1af',
  grey: '#9d9ea4',
  gray: '#9d9ea4',
  copper: '#c27c55',
  bronze: '#a87b4a',
  natural: '#dcc39a',
  beige: '#e0cfb2',
  lilac: '#b8a0d0',
  lavender: '#b3a3d3',
  mint: '#a9d3bd',
  navy: '#3d4d74',
  teal: '#3f8d90',
  aqua: '#7fc7cd',
  coral: '#e88573',
  peach: '#f1b596',
  magenta: '#c25594',
  fuschia: '#cc4f8f',
  fuchsia: '#cc4f8f',
  burgundy: '#83374a',
  amber: '#d99a3d',
  amethyst: '#9a78bd',
  jade: '#6fae90',
  olive: '#8f9457',
  crystal: '#d5e2e8',
  clear: '#d3e2e6',
  multicolour: '#e3a06f',
};

/** What a material looks like where no colour is named. It is the material's tone, not a guess at the article's paint. */
const MATERIALS: readonly (readonly [RegExp, string])[] = [
  [/wood|timber|bamboo/, '#c79b6d'],
  [/wicker|rattan|straw|jute|cork|willow|hessian/, '#c9a877'],
  [/copper|bronze/, '#c27c55'],
  [/brass|gold/, '#cfa955'],
  [/zinc|metal|silver|tin|steel|iron|wire|alumin|pewter/, '#b4bac2'],
  [/slate|stone/, '#6a7078'],
  [/glass|crystal|acrylic|mirror|diamante|rhinestone/, '#c3d6db'],
  [/pearl|shell|porcelain|china|bone/, '#ece5da'],
  [/leather/, '#9b6d4c'],
  [/wax/, '#f2e9d3'],
];

/** Where neither a colour nor a telling material is known: a plain stone, which the page's text calls unknown. */
export const NEUTRAL = '#d9c8b0';

const PALE_TINTS = ['#f6e7da', '#f4e3e1', '#e9ecdd', '#e2eaf0', '#ece5f1', '#f7edd0', '#e3ede9', '#f3e5ea'];
const DEEP_TINTS = ['#dfb8aa', '#bcc8ab', '#b0c1d0', '#e0c895', '#c5b5ce', '#aac6c1', '#d9b1b4', '#c2b9ac'];
const SHADOW = '#2b1d2b';

export interface Palette {
  readonly base: string;
  /** Second colour where the description names one; else a tone of the first. */
  readonly trim: string;
  readonly light: string;
  readonly dark: string;
  readonly deep: string;
  /** For patterns on `base`. */
  readonly ink: string;
  readonly ground: string;
  readonly halo: string;
}

export function createPalette(colours: readonly string[], materials: readonly string[], seed: number): Palette {
  const named = colours.flatMap((name) => toHexColour(name) ?? []);
  const material = MATERIALS.find(([pattern]) => materials.some((name) => pattern.test(name)))?.[1];
  const base = named[0] ?? material ?? NEUTRAL;
  const tints = tintsFor(base);
  const apart = tints.filter((tint) => distance(tint, base) > 70);
  const ground = (apart.length > 0 ? apart : tints)[seed % (apart.length || tints.length)]!;
  const isLight = luminance(base) > 0.66;
  return {
    base,
    trim: named[1] ?? (isLight ? mix(base, SHADOW, 0.3) : mix(base, '#ffffff', 0.6)),
    light: mix(base, '#ffffff', 0.4),
    dark: mix(base, SHADOW, 0.2),
    deep: mix(base, SHADOW, 0.45),
    ink: named[1] ?? (isLight ? mix(base, SHADOW, 0.26) : mix(base, '#ffffff', 0.74)),
    ground,
    halo: mix(ground, '#ffffff', 0.38),
  };
}

/** A pale article stands on a deeper ground, so that its edge is seen. */
function tintsFor(base: string): readonly string[] {
  if (luminance(base) > 0.84) return DEEP_TINTS;
  return luminance(base) > 0.7 ? DEEP_TINTS.map((tint) => mix(tint, '#ffffff', 0.42)) : PALE_TINTS;
}

export function toHexColour(name: string): string | undefined {
  const key = name.toLowerCase();
  return COLOURS[key] ?? COLOURS[key.split(/[^a-z]+/).find((word) => word in COLOURS) ?? ''];
}

/** `share` of `b` in `a`; both as #rrggbb. */
export function mix(a: string, b: string, share: number): string {
  const [from, to] = [channels(a), channels(b)];
  return `#${from.map((value, index) => toByte(value + (to[index]! - value) * share)).join('')}`;
}

/** Relative brightness, 0..1, by the weights of ITU-R BT.601. */
function luminance(colour: string): number {
  const [red, green, blue] = channels(colour);
  return (0.299 * red! + 0.587 * green! + 0.114 * blue!) / 255;
}

function distance(a: string, b: string): number {
  const to = channels(b);
  return Math.hypot(...channels(a).map((value, index) => value - to[index]!));
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function toByte(value: number): string {
  return Math.round(Math.min(255, Math.max(0, value)))
    .toString(16)
    .padStart(2, '0');
}
