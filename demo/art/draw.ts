import type { Product } from '../catalogue.ts';
import { createBrush } from './brush.ts';
import { FINISHES, finishOf } from './finish.ts';
import { motifPattern } from './motifs.ts';
import { createPalette, mix, type Palette } from './palette.ts';
import { disc } from './paths.ts';
import { findSilhouette } from './silhouettes.ts';

type Described = Pick<Product, 'id' | 'title' | 'kind' | 'colours' | 'materials' | 'motifs'>;

const GLASS_OPACITY = 0.62;
/** A motif that is the article itself, as a heart on a heart, would only make it busy. */
const OWN_MOTIF = /\b(?:hearts?|stars?|birds?|butterfl(?:y|ies)|eggs?|trees?|flowers?|leaf|feathers?)\b/;

/**
 * A picture of an article as an SVG document: a silhouette by its kind, its real colour (a plain stone where none is
 * known), a pattern by its motif and a surface by its material. The same attributes always give the same bytes, and
 * nothing of the shop's text goes into them.
 */
export function drawArt({ id, title, kind, colours, materials, motifs }: Described): string {
  const { draw, finish } = findSilhouette(kind, title);
  const surface = finishOf(materials, finish);
  const palette = createPalette(colours, materials, hash(id));
  const isOwn = OWN_MOTIF.test(kind ?? title.toLowerCase());
  const motif = isOwn ? undefined : motifPattern(motifs, palette.ink);
  const opacity = surface === 'glass' ? GLASS_OPACITY : 1;
  const article = draw(createBrush(palette, { hasMotif: motif !== undefined, opacity }));
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" width="240" height="240" fill-rule="evenodd">',
    `<defs>${baseGradient(palette)}${FINISHES[surface]}${motif ?? ''}</defs>`,
    `<path d="M0 0h240v240H0z" fill="${palette.ground}"/><path d="${disc(120, 122, 100)}" fill="${palette.halo}"/>`,
    isSeveral(title) ? several(article) : article,
    '</svg>',
  ].join('');
}

/** The article in front, and two like it behind: the title says that there are several. */
function several(article: string): string {
  const behind = (x: number, y: number) => `<use href="#a" transform="translate(${x} ${y}) scale(.62)" opacity=".92"/>`;
  return `<defs><g id="a">${article}</g></defs>${behind(-8, 26)}${behind(100, 26)}<use href="#a" transform="translate(32 52) scale(.74)"/>`;
}

function isSeveral(title: string): boolean {
  return /^(?:set|pack|box|s)(?: of |\/)\s?(?!1\b)\d/i.test(title) || /\bset (?:of )?(?!1\b)\d+\b/i.test(title);
}

function baseGradient({ base }: Palette): string {
  return `<linearGradient id="b" x2=".8" y2="1"><stop stop-color="${mix(base, '#ffffff', 0.16)}"/><stop offset="1" stop-color="${mix(base, '#2b1d2b', 0.13)}"/></linearGradient>`;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
