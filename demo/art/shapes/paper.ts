import { INK, PAPER, STEEL, WOOD, type Brush } from '../brush.ts';
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

export function notebook(b: Brush): string {
  return [
    b.cast(rect(60, 38, 126, 166, 9)),
    b.fill(rect(64, 42, 126, 164, 8), PAPER),
    b.line('M188 60v136', 2, 'dark'),
    b.skin(rect(58, 36, 124, 164, 9)),
    b.dim(rect(58, 36, 18, 164, 8), 0.16),
    b.fill(rect(96, 68, 68, 44, 5), PAPER),
    b.line('M106 84h48M106 97h32', 3, INK),
    b.fill(rect(152, 36, 9, 176), 'trim'),
  ].join('');
}

export function book(b: Brush): string {
  return [
    b.floor(120, 190, 88),
    b.skin('M24 74c34-12 66-10 96 8 30-18 62-20 96-8v106c-34-10-66-8-96 8-30-16-62-18-96-8z'),
    b.fill('M34 68c32-10 60-8 86 8v106c-26-14-54-16-86-8z', PAPER),
    b.fill('M206 68c-32-10-60-8-86 8v106c26-14 54-16 86-8z', PAPER),
    b.line(
      'M50 94c20-4 38-2 56 6M50 114c20-4 38-2 56 6M50 134c20-4 38-2 56 6M134 100c18-8 36-10 56-6M134 120c18-8 36-10 56-6',
      2.5,
      'dark',
    ),
    b.dim('M116 74l4 2 4-2v106l-4 2-4-2z', 0.2),
  ].join('');
}

export function pencil(b: Brush): string {
  const one = (x: number, paint: 'skin' | 'trim' | 'dark', angle: number) =>
    b.turn(
      angle,
      120,
      200,
      paint === 'skin' ? b.skin(rect(x - 9, 74, 18, 118)) : b.fill(rect(x - 9, 74, 18, 118), paint),
      b.dim(rect(x + 3, 74, 6, 118), 0.14),
      b.fill(poly([x - 9, 74], [x + 9, 74], [x, 42]), '#ecd0a6'),
      b.fill(poly([x - 3, 53], [x + 3, 53], [x, 42]), INK),
      b.fill(rect(x - 9, 190, 18, 9), STEEL),
    );
  return [b.cast(rect(80, 74, 80, 120, 8)), one(88, 'trim', -9), one(120, 'skin', 0), one(152, 'dark', 9)].join('');
}

export function pen(b: Brush): string {
  return b.turn(
    36,
    120,
    120,
    b.cast(rect(106, 30, 28, 150, 12)),
    b.skin(rect(106, 34, 28, 138, 12)),
    b.fill(poly([107, 168], [133, 168], [123, 204], [117, 204]), STEEL),
    b.fill(rect(106, 92, 28, 8), 'trim'),
    b.fill(rect(132, 40, 8, 52, 4), 'deep'),
    b.fill(rect(112, 24, 16, 14, 5), 'trim'),
  );
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

export function calendar(b: Brush): string {
  const squares = Array.from({ length: 15 }, (_, index) =>
    rect(66 + (index % 5) * 23, 108 + Math.floor(index / 5) * 28, 16, 18, 3),
  ).join('');
  return [
    b.cast(rect(50, 52, 140, 148, 9)),
    b.fill(rect(50, 52, 140, 148, 9), PAPER),
    b.skin('M50 61a9 9 0 0 1 9-9h122a9 9 0 0 1 9 9v33H50z'),
    b.fill(rect(80, 38, 9, 28, 4) + rect(151, 38, 9, 28, 4), STEEL),
    b.fill(squares, 'halo'),
    b.fill(rect(112, 136, 16, 18, 3), 'deep'),
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

export function envelope(b: Brush): string {
  return [
    b.cast(rect(36, 66, 168, 116, 7)),
    b.skin(rect(36, 66, 168, 116, 7)),
    b.line('M40 178l58-58M200 178l-58-58', 2.5, 'dark'),
    b.fill('M38 68h164l-74 66a12 12 0 0 1-16 0z', 'light'),
    b.line('M38 68l74 66a12 12 0 0 0 16 0l74-66', 2.5, 'dark'),
    b.fill(disc(120, 136, 15), '#c5443f'),
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

export function stamp(b: Brush): string {
  return [
    b.floor(120, 190, 62),
    b.fill('M106 58a18 18 0 1 1 28 0c-6 10-2 34 8 50h-44c10-16 14-40 8-50z', WOOD),
    b.skin(rect(66, 104, 108, 56, 9)),
    b.fill(rect(60, 156, 120, 16, 4), 'deep'),
    b.fill(rect(64, 172, 112, 12, 3), 'trim'),
  ].join('');
}

export function scissors(b: Brush): string {
  return [
    b.turn(24, 120, 120, b.fill(rect(113, 26, 13, 110, 6), STEEL), b.line(oval(104, 170, 20, 28), 12, 'base')),
    b.turn(-24, 120, 120, b.fill(rect(114, 26, 13, 110, 6), '#c3c8ce'), b.line(oval(136, 170, 20, 28), 12, 'dark')),
    b.fill(disc(120, 124, 6), INK),
  ].join('');
}

export function ruler(b: Brush): string {
  const marks = Array.from({ length: 15 }, (_, index) => `M${46 + index * 10.5} 98v${index % 5 === 0 ? 20 : 11}`).join(
    '',
  );
  return b.turn(
    -28,
    120,
    120,
    b.cast(rect(34, 98, 172, 46, 5)),
    b.skin(rect(34, 98, 172, 46, 5)),
    b.line(marks, 2, 'deep'),
  );
}

export function sheet(b: Brush): string {
  return [
    b.cast(rect(58, 42, 124, 158, 4)),
    b.turn(-5, 120, 120, b.fill(rect(60, 44, 120, 156, 4), PAPER)),
    b.turn(3, 120, 120, b.skin(rect(60, 42, 120, 156, 4)), b.line(rect(70, 52, 100, 136, 2), 2, 'trim')),
  ].join('');
}

export function scrapbook(b: Brush): string {
  return [
    b.cast(rect(44, 56, 152, 132, 8)),
    b.skin(rect(44, 56, 152, 132, 8)),
    b.dim(rect(44, 56, 22, 132, 8), 0.16),
    b.fill(rect(88, 84, 84, 66, 3), PAPER),
    b.fill(rect(94, 90, 72, 46), '#cfe0e4'),
    b.fill('M94 136l22-26 16 16 12-10 22 20z', '#7f9a70'),
    b.line('M70 56v132', 2, 'dark'),
    b.line('M196 108h12v28h-12', 6, 'trim'),
  ].join('');
}
