import { INK, PAPER, TWINE, WOOD, type Brush } from '../brush.ts';
import { around, disc, heart, leaf, n, oval, poly, rect, sagging, star } from '../paths.ts';

const thread = (b: Brush, to: number) =>
  b.line(`M120 0v${to}`, 2.5, TWINE) +
  b.line(`M120 ${to - 14}c-26-18-30 4-4 8M120 ${to - 14}c26-18 30 4 4 8`, 3.5, 'trim');

export function wreath(b: Brush): string {
  const leaves = around(120, 124, 62, 62, 22).map(
    ([x, y, angle]) => b.skin(leaf(x, y, 38, angle + 128, 0.34)) + b.fill(leaf(x, y, 32, angle + 60, 0.3), 'dark'),
  );
  return [
    b.line(disc(120, 124, 62), 11, 'deep'),
    ...leaves,
    ...around(120, 124, 62, 62, 7).map(([x, y]) => b.fill(disc(x, y, 6.5), 'trim')),
    b.fill(
      'M120 186c-36-22-48-2-36 10s30 4 36-10zM120 186c36-22 48-2 36 10s-30 4-36-10zM116 188l-14 28h14l6-22 8 22h14l-16-28z',
      '#c5443f',
    ),
    b.fill(disc(120, 187, 8), '#8f2c40'),
  ].join('');
}

export function garland(b: Brush): string {
  const shapes = [...sagging(18, 222, 54, 40, 6), ...sagging(18, 222, 130, 40, 6)];
  return [
    b.line('M0 46q120 94 240 0M0 122q120 94 240 0', 3, TWINE),
    ...shapes.map(([x, y], index) =>
      index % 2 === 0 ? b.skin(heart(x, y + 20, 34)) : b.fill(heart(x, y + 20, 26), 'trim'),
    ),
  ].join('');
}

export function bunting(b: Brush): string {
  const flags = (y: number, shift: number) =>
    sagging(20, 220, y, 18, 6).map(([x, top], index) => {
      const d = poly([x - 17, top], [x + 17, top], [x, top + 46]);
      return (index + shift) % 2 === 0 ? b.skin(d) : b.fill(d, 'trim');
    });
  return [...flags(58, 0), ...flags(134, 1), b.line('M0 50q120 44 240 0M0 126q120 44 240 0', 4, 'deep')].join('');
}

export function starDecoration(b: Brush): string {
  return [
    thread(b, 46),
    b.cast(star(120, 128, 82)),
    b.skin(star(120, 128, 82)),
    ...Array.from({ length: 5 }, (_, index) =>
      b.turn(index * 72, 120, 128, b.dim(poly([120, 46], [120, 128], [142.2, 97.4]), 0.1)),
    ),
  ].join('');
}

export function heartDecoration(b: Brush): string {
  return [
    thread(b, 66),
    b.cast(heart(120, 132, 150)),
    b.skin(heart(120, 132, 150)),
    b.glow('M62 112c-2-22 12-36 30-36-18 6-26 18-30 36z', 0.5),
  ].join('');
}

export function tree(b: Brush): string {
  return [
    b.floor(120, 206, 46),
    b.fill(rect(110, 180, 20, 26, 3), WOOD),
    b.skin(
      poly(
        [120, 36],
        [160, 96],
        [142, 96],
        [176, 142],
        [156, 142],
        [192, 188],
        [48, 188],
        [84, 142],
        [64, 142],
        [98, 96],
        [80, 96],
      ),
    ),
    b.fill(star(120, 38, 19), '#edc85f'),
    ...(
      [
        [104, 112],
        [138, 124],
        [94, 160],
        [126, 162],
        [158, 168],
      ] as const
    ).map(([x, y]) => b.fill(disc(x, y, 6.5), 'trim')),
  ].join('');
}

export function bell(b: Brush): string {
  return [
    thread(b, 54),
    b.fill(disc(120, 192, 15), 'deep'),
    b.skin('M120 52c38 0 50 34 52 72 1 24 8 36 22 50H46c14-14 21-26 22-50 2-38 14-72 52-72z'),
    b.fill(rect(42, 170, 156, 15, 7), 'dark'),
    b.glow('M90 84c4-12 10-18 18-20-8 20-10 60-22 94-6-20-4-50 4-74z', 0.4),
  ].join('');
}

export function bauble(b: Brush): string {
  return [
    b.line('M120 0v42', 2.5, TWINE),
    b.fill(rect(106, 40, 28, 20, 5), '#cfa955'),
    b.skin(disc(120, 128, 70)),
    b.line('M51 116c40 14 98 14 138 0M54 148c40 12 92 12 132 0', 3.5, 'trim'),
    b.glow(oval(94, 96, 15, 10), 0.6),
  ].join('');
}

export function angel(b: Brush): string {
  return [
    b.line('M120 0v36', 2.5, TWINE),
    b.fill('M112 100C70 54 30 70 34 104s44 40 78 22zM128 100c42-46 82-30 78 4s-44 40-78 22z', PAPER),
    b.skin('M120 92c18 0 22 12 26 30l24 78H70l24-78c4-18 8-30 26-30z'),
    b.fill(disc(120, 72, 23), '#f0cfb2'),
    b.line(oval(120, 42, 22, 6), 4, '#d3a94e'),
    b.fill(disc(112, 72, 2.5) + disc(128, 72, 2.5), INK),
    b.fill(heart(120, 132, 24), 'trim'),
  ].join('');
}

export function snowflake(b: Brush): string {
  const arm = 'M120 124V44M120 72l-15-14M120 72l15-14M120 94l-13-12M120 94l13-12';
  return [
    b.line('M120 0v44', 2, TWINE),
    ...[0, 60, 120, 180, 240, 300].map((angle) =>
      b.turn(angle, 120, 124, b.line(arm, 10, 'dark'), b.line(arm, 6, 'light')),
    ),
  ].join('');
}

export function balloon(b: Brush): string {
  const one = (x: number, y: number, paint: 'skin' | 'trim') =>
    (paint === 'skin' ? b.skin(oval(x, y, 36, 44)) : b.fill(oval(x, y, 36, 44), 'trim')) +
    b.glow(oval(x - 13, y - 17, 7, 11), 0.5) +
    b.fill(poly([x - 6, y + 51], [x + 6, y + 51], [x, y + 42]), 'deep') +
    b.line(`M${n(x)} ${n(y + 50)}Q${n(x + 6)} ${n(y + 80)} 120 214`, 1.8, 'deep');
  return [one(72, 92, 'trim'), one(168, 92, 'trim'), one(120, 72, 'skin')].join('');
}

export function rocket(b: Brush): string {
  return [
    b.fill('M104 178h32l-16 40z', '#f4b44a'),
    b.fill('M84 120l-34 48 38-2zM156 120l34 48-38-2z', 'dark'),
    b.skin('M120 24c36 30 46 90 32 156H88C74 114 84 54 120 24z'),
    b.fill(disc(120, 96, 20), 'dark'),
    b.fill(disc(120, 96, 14), '#cfe4ea'),
    b.glow(disc(115, 91, 4), 0.8),
  ].join('');
}

export function cracker(b: Brush): string {
  return b.turn(
    -18,
    120,
    120,
    b.cast(rect(74, 92, 92, 56, 4)),
    b.skin('M18 96l12 8-12 8 12 8-12 8 12 8-12 8 52-6V98zM222 96l-12 8 12 8-12 8 12 8-12 8 12 8-52-6V98z'),
    b.skin(rect(74, 90, 92, 60, 4)),
    b.fill(rect(68, 94, 10, 52, 5) + rect(162, 94, 10, 52, 5), 'trim'),
    b.fill(star(120, 120, 22), 'trim'),
  );
}
