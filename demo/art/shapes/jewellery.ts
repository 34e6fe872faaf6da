import { INK, PAPER, type Brush } from '../brush.ts';
import { around, disc, heart, leaf, oval, poly, rect, star } from '../paths.ts';

const GOLD = '#cfa955';
const SILVER = '#b9bec6';

/** Beads along an oval; every third is in the second colour. */
const beads = (b: Brush, places: readonly (readonly number[])[], radius: number) =>
  places
    .map(
      ([x = 0, y = 0], index) =>
        (index % 3 === 0 ? b.fill(disc(x, y, radius), 'trim') : b.skin(disc(x, y, radius))) +
        b.glow(disc(x - radius * 0.3, y - radius * 0.35, radius * 0.3), 0.75),
    )
    .join('');

export function necklace(b: Brush): string {
  const chain = 'M58 34C50 120 84 168 120 170c36-2 70-50 62-136';
  return [
    b.line(chain, 3, SILVER),
    beads(b, around(120, 80, 66, 92, 22).slice(6, 17), 8.5),
    b.line('M120 170v8', 4, SILVER),
    b.skin(heart(120, 198, 40)),
    b.glow(heart(113, 192, 12), 0.6),
  ].join('');
}

export function bracelet(b: Brush): string {
  return [
    b.floor(120, 186, 72),
    b.line(oval(120, 124, 72, 50), 5, SILVER),
    beads(b, around(120, 124, 72, 50, 24), 10.5),
  ].join('');
}

export function bangle(b: Brush): string {
  return [
    b.floor(120, 190, 76),
    b.line(oval(120, 122, 72, 56), 25, 'deep'),
    b.line(oval(120, 120, 72, 56), 23, 'base'),
    b.line(oval(120, 116, 74, 56), 4, 'light'),
    b.line(oval(120, 130, 66, 50), 3, 'dark'),
  ].join('');
}

export function ring(b: Brush): string {
  return [
    b.floor(120, 202, 46),
    b.line(disc(120, 144, 50), 13, 'dark'),
    b.line(disc(120, 143, 50), 8, 'light'),
    b.skin(poly([94, 54], [146, 54], [162, 76], [120, 112], [78, 76])),
    b.glow(poly([94, 54], [120, 76], [78, 76]), 0.5),
    b.glow(poly([120, 54], [146, 54], [138, 76], [104, 76]), 0.25),
    b.line('M78 76h84M104 76l16 36 18-36', 1.5, '#ffffff'),
  ].join('');
}

export function earrings(b: Brush): string {
  const one = (x: number) =>
    [
      b.line(`M${x} 74c-12-30 18-40 16-16`, 3.5, SILVER),
      b.fill(disc(x, 82, 8), 'trim'),
      b.skin(leaf(x, 178, 84, 0, 0.42)),
      b.glow(leaf(x - 5, 164, 44, -4, 0.2), 0.5),
      b.fill(disc(x, 188, 7), 'trim'),
    ].join('');
  return one(82) + one(158);
}

export function hairClip(b: Brush): string {
  return b.turn(
    -24,
    120,
    120,
    b.cast(rect(40, 106, 160, 30, 15)),
    b.fill(rect(44, 118, 152, 14, 7), SILVER),
    b.skin(rect(40, 100, 160, 26, 13)),
    ...[0, 72, 144, 216, 288].map((angle) => b.fill(leaf(76, 112, 34, angle, 0.6), 'trim')),
    b.fill(disc(76, 112, 9), '#f5d37c'),
  );
}

export function comb(b: Brush): string {
  const teeth = Array.from({ length: 10 }, (_, index) => rect(51 + index * 14, 112, 7, 62, 3.5)).join('');
  return [
    b.cast(rect(44, 78, 152, 40, 18)),
    b.skin(teeth),
    b.skin('M44 118c0-62 152-62 152 0z'),
    b.fill(disc(120, 94, 8) + disc(96, 98, 6) + disc(144, 98, 6), 'trim'),
  ].join('');
}

export function charm(b: Brush): string {
  return [
    b.line(disc(120, 44, 17), 6, GOLD),
    b.line('M120 62v30M120 92c-22 6-36 22-38 42M120 92c22 6 36 22 38 42', 3, SILVER),
    b.skin(heart(120, 148, 66)),
    b.skin(star(80, 154, 24)),
    b.fill(disc(160, 152, 17), 'trim'),
    b.glow(heart(108, 138, 16), 0.6),
    b.glow(disc(154, 146, 5), 0.7),
  ].join('');
}

export function brooch(b: Brush): string {
  return [
    b.cast(disc(120, 120, 60)),
    ...around(120, 120, 50, 50, 8).map(([x, y]) => b.skin(disc(x, y, 23))),
    b.fill(disc(120, 120, 32), 'trim'),
    b.glow(disc(110, 108, 9), 0.6),
    ...around(120, 120, 32, 32, 12).map(([x, y]) => b.fill(disc(x, y, 4), GOLD)),
  ].join('');
}

export function tiara(b: Brush): string {
  return [
    b.floor(120, 186, 70),
    b.skin(poly([48, 170], [38, 90], [82, 126], [120, 62], [158, 126], [202, 90], [192, 170])),
    b.fill(rect(46, 164, 148, 18, 6), 'dark'),
    ...(
      [
        [38, 88],
        [120, 58],
        [202, 88],
      ] as const
    ).map(([x, y]) => b.fill(disc(x, y, 9), 'trim')),
    b.fill(disc(84, 173, 5) + disc(120, 173, 6) + disc(156, 173, 5), 'trim'),
  ].join('');
}

export function keyRing(b: Brush): string {
  return [
    b.line(disc(120, 70, 32), 7, SILVER),
    b.turn(
      24,
      120,
      100,
      b.fill(rect(116, 98, 9, 78), GOLD),
      b.fill(rect(124, 152, 17, 8) + rect(124, 166, 13, 8), GOLD),
    ),
    b.line('M112 102l-10 24', 5, SILVER),
    b.skin(heart(88, 162, 70)),
    b.glow(heart(76, 150, 18), 0.5),
  ].join('');
}

export function jewelBox(b: Brush): string {
  return [
    b.floor(120, 192, 78),
    b.fill(rect(52, 52, 136, 66, 8), 'dark'),
    b.fill(rect(62, 62, 116, 56, 4), '#dfe8ea'),
    b.line('M80 108l36-40M104 112l36-40', 5, '#ffffff'),
    b.skin(rect(42, 112, 156, 78, 8)),
    b.fill(rect(42, 112, 156, 10, 4), 'deep'),
    b.fill(disc(120, 152, 7), GOLD),
    b.line('M42 152h156', 2, 'dark'),
  ].join('');
}

export function badge(b: Brush): string {
  return [
    b.fill(
      poly([92, 140], [76, 208], [104, 194], [120, 150]) + poly([148, 140], [164, 208], [136, 194], [120, 150]),
      'dark',
    ),
    b.cast(disc(120, 104, 62)),
    b.fill(star(120, 104, 68, 20, 0.9), 'dark'),
    b.skin(disc(120, 104, 56)),
    b.fill(disc(120, 104, 38), PAPER),
    b.fill(star(120, 104, 24), 'deep'),
    b.line(disc(120, 104, 38), 2, INK),
  ].join('');
}
