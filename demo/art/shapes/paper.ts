import { PAPER, STEEL, type Brush } from '../brush.ts';
import { around, disc, heart, leaf, oval, poly, rect, star } from '../paths.ts';

export function card(b: Brush): string {
  return [
    b.floor(120, 202, 66),
    b.fill(poly([132, 46], [186, 62], [186, 194], [132, 200]), 'dark'),
    b.skin(poly([54, 40], [140, 46], [140, 202], [54, 194])),
    b.fill(poly([70, 92], [124, 94], [124, 152], [70, 149]), PAPER),
    b.fill(heart(97, 122, 32), 'deep'),
    b.line('M74 64l46 2M80 172l34 2', 4, 'trim'),
  ].join('');
}

export function wrap(b: Brush): string {
  const roll = (angle: number, paint: 'skin' | 'dark') =>
    b.turn(
      angle,
      120,
      132,
      paint === 'skin' ? b.skin(rect(100, 26, 40, 182, 6)) : b.fill(rect(100, 26, 40, 182, 6), paint),
      b.fill(oval(120, 28, 20, 7), 'light'),
      b.fill(oval(120, 28, 9, 3), 'deep'),
      b.glow(rect(106, 36, 7, 164), 0.35),
    );
  return [
    b.floor(120, 206, 66),
    roll(-22, 'dark'),
    roll(22, 'dark'),
    roll(0, 'skin'),
    b.fill(rect(92, 128, 56, 13, 3), 'trim'),
    b.fill('M120 134c-24-18-34-4-26 6s22 2 26-6zM120 134c24-18 34-4 26 6s-22 2-26-6z', 'trim'),
  ].join('');
}

export function ribbon(b: Brush): string {
  return [
    b.floor(110, 190, 64),
    b.fill(disc(106, 118, 66), 'deep'),
    b.skin(disc(106, 116, 64)),
    b.line(disc(106, 116, 52), 2, 'dark'),
    b.line(disc(106, 116, 42), 2, 'dark'),
    b.fill(disc(106, 116, 30), PAPER),
    b.fill(disc(106, 116, 15), 'ground'),
    b.skin('M130 176c30 6 50-6 82 8l-6 20c-30-12-56 2-88-8z'),
  ].join('');
}

export function tape(b: Brush): string {
  return [
    b.cast(disc(112, 118, 68)),
    b.skin(disc(112, 118, 68)),
    b.fill(disc(112, 118, 40), PAPER),
    b.fill(disc(112, 118, 33), 'ground'),
    b.line(disc(112, 118, 54), 1.5, 'dark'),
    b.skin('M112 168h92l-6 9 6 9h-92z'),
  ].join('');
}

export function stickers(b: Brush): string {
  return [
    b.cast(rect(54, 42, 132, 156, 7)),
    b.fill('M54 49a7 7 0 0 1 7-7h118a7 7 0 0 1 7 7v116l-34 34H61a7 7 0 0 1-7-7z', PAPER),
    b.fill('M152 199v-26a8 8 0 0 1 8-8h26z', 'dark'),
    b.skin(heart(90, 82, 46)),
    b.skin(star(150, 82, 26)),
    b.skin(disc(90, 136, 23)),
    ...around(148, 134, 13, 13, 5).map(([x, y]) => b.skin(disc(x, y, 10))),
    b.fill(disc(148, 134, 7), '#f5d37c'),
    b.fill(rect(68, 172, 60, 9, 4), 'trim'),
  ].join('');
}

export function magnet(b: Brush): string {
  return [
    b.cast('M62 52h38v72a20 20 0 0 0 40 0V52h38v72a58 58 0 0 1-116 0z'),
    b.skin('M62 52h38v72a20 20 0 0 0 40 0V52h38v72a58 58 0 0 1-116 0z'),
    b.fill(rect(62, 52, 38, 26) + rect(140, 52, 38, 26), STEEL),
    b.line('M52 38l-10-12M81 34V18M188 38l10-12M159 34V18', 5, 'deep'),
  ].join('');
}

export function playingCards(b: Brush): string {
  const one = (angle: number) =>
    b.turn(
      angle,
      120,
      200,
      b.cast(rect(84, 56, 76, 110, 8)),
      b.fill(rect(82, 54, 76, 110, 8), PAPER),
      b.line(rect(82, 54, 76, 110, 8), 1.5, '#d9d0c5'),
    );
  return [
    one(-22),
    one(-6),
    b.turn(
      14,
      120,
      200,
      b.fill(rect(82, 54, 76, 110, 8), PAPER),
      b.skin(rect(88, 60, 64, 98, 5)),
      b.fill(heart(120, 110, 34), 'trim'),
    ),
  ].join('');
}

export function tissues(b: Brush): string {
  return [
    b.floor(120, 188, 74),
    b.fill('M84 110c4-30 26-22 24-54 22 8 14 26 30 24-4 14 16 16 18 32z', PAPER),
    b.dim('M108 56c10 20-6 34 0 54h-10c-4-18 14-30 10-54z', 0.08),
    b.skin(rect(46, 106, 148, 82, 9)),
    b.fill(oval(120, 110, 46, 8), 'deep'),
    b.fill('M92 112c4-14 10-20 14-26h30c2 10 12 14 14 26z', PAPER),
  ].join('');
}

export function doily(b: Brush): string {
  const ring = (r: number, count: number, size: number) =>
    around(120, 120, r, r, count)
      .map(([x, y]) => disc(x, y, size))
      .join('');
  return [
    b.cast(disc(120, 120, 76)),
    b.skin(ring(72, 20, 14)),
    b.skin(disc(120, 120, 74)),
    b.fill(ring(70, 20, 5), 'ground'),
    b.fill(ring(52, 16, 6), 'ground'),
    b.fill(ring(34, 10, 6), 'ground'),
    b.line(disc(120, 120, 61), 1.5, 'dark'),
    b.fill(star(120, 120, 20, 8, 0.5), 'ground'),
  ].join('');
}

export function patch(b: Brush): string {
  const shape =
    'M70 66c16-22 34-4 50-10 16 6 34-12 50 10 22 16 4 34 10 54-6 20 12 38-10 54-16 22-34 4-50 10-16-6-34 12-50-10-22-16-4-34-10-54 6-20-12-38 10-54z';
  return [
    b.cast(shape),
    b.skin(shape),
    `<g stroke-dasharray="7 6">${b.line('M80 76h80v88H80z', 2.5, 'trim')}</g>`,
    b.fill(leaf(120, 150, 60, 0, 0.4), 'deep'),
  ].join('');
}

export function sheet(b: Brush): string {
  return [
    b.cast(rect(58, 42, 124, 158, 4)),
    b.turn(-5, 120, 120, b.fill(rect(60, 44, 120, 156, 4), PAPER)),
    b.turn(3, 120, 120, b.skin(rect(60, 42, 120, 156, 4)), b.line(rect(70, 52, 100, 136, 2), 2, 'trim')),
  ].join('');
}
