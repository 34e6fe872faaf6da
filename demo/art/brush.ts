import type { Palette } from './palette.ts';
import { n, oval } from './paths.ts';

export const WAX = '#f7f0df';
export const FLAME = '#f4b44a';
export const STEEL = '#aab0b8';
export const TWINE = '#b79c78';
export const WOOD = '#b98b5e';
export const PAPER = '#fffdf7';
export const LEAF = '#7f9a70';
export const INK = '#4a4048';

/** What a drawing paints with. Every method gives SVG; a drawing is their concatenation, back to front. */
export interface Brush {
  readonly palette: Palette;
  /** The article's own surface: its colour, its motif, its material. */
  skin(d: string): string;
  /** Its colour and material without the motif. */
  plain(d: string): string;
  /** In a tone of the palette or any colour. */
  fill(d: string, paint: keyof Palette | (string & {})): string;
  line(d: string, width: number, paint?: keyof Palette | (string & {})): string;
  /** A soft light or a soft shade upon what is there. */
  glow(d: string, opacity?: number): string;
  dim(d: string, opacity?: number): string;
  /** The shadow of something that stands. */
  floor(x: number, y: number, rx: number): string;
  /** The shadow of something that lies flat. */
  cast(d: string): string;
  turn(angle: number, x: number, y: number, ...content: string[]): string;
}

export function createBrush(palette: Palette, { hasMotif, opacity }: { hasMotif: boolean; opacity: number }): Brush {
  const colour = (paint: string) => (Object.hasOwn(palette, paint) ? palette[paint as keyof Palette] : paint);
  const seeThrough = opacity < 1 ? ` fill-opacity="${opacity}"` : '';
  const plain = (d: string) => `<path d="${d}" fill="url(#b)"${seeThrough}/><path d="${d}" fill="url(#f)"/>`;
  return {
    palette,
    plain,
    skin: (d) =>
      hasMotif
        ? `<path d="${d}" fill="url(#b)"${seeThrough}/><path d="${d}" fill="url(#m)"/><path d="${d}" fill="url(#f)"/>`
        : plain(d),
    fill: (d, paint) => `<path d="${d}" fill="${colour(paint)}"/>`,
    line: (d, width, paint = 'deep') =>
      `<path d="${d}" fill="none" stroke="${colour(paint)}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round"/>`,
    glow: (d, light = 0.4) => `<path d="${d}" fill="#fff" fill-opacity="${light}"/>`,
    dim: (d, dark = 0.14) => `<path d="${d}" fill="#2b1d2b" fill-opacity="${dark}"/>`,
    floor: (x, y, rx) => `<path d="${oval(x, y, rx, Math.max(4, rx * 0.11))}" fill="#2b1d2b" fill-opacity=".14"/>`,
    cast: (d) => `<path d="${d}" fill="#2b1d2b" fill-opacity=".13" transform="translate(3 5)"/>`,
    turn: (angle, x, y, ...content) => `<g transform="rotate(${n(angle)} ${n(x)} ${n(y)})">${content.join('')}</g>`,
  };
}

/** One drawing: the article in the middle of a square of 240 units. */
export type Drawing = (brush: Brush) => string;
