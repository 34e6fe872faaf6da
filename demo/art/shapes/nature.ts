import { INK, LEAF, WOOD, type Brush } from '../brush.ts';
import { around, disc, leaf, oval, poly } from '../paths.ts';

export function bird(b: Brush): string {
  return [
    b.floor(116, 196, 50),
    b.line('M108 166v28M128 166v28M98 196h18M118 196h18', 4, WOOD),
    b.fill('M60 132L14 112l6 26-10 14 50 6z', 'dark'),
    b.skin('M48 130c0-34 30-44 60-52 10-26 58-28 66 6l24 8-22 10c0 44-26 72-68 72-36 0-60-16-60-44z'),
    b.fill('M76 128c14-22 52-20 62-2-10 26-44 36-62 2z', 'trim'),
    b.fill(poly([174, 84], [200, 92], [176, 102]), '#e0a24c'),
    b.fill(disc(154, 82, 5), INK),
  ].join('');
}

export function hen(b: Brush): string {
  return [
    b.floor(120, 198, 56),
    b.line('M106 172v22M132 172v22', 5, '#e0a24c'),
    b.skin('M44 96c6 26 26 30 46 22 4-34 12-62 42-62 20 0 30 14 30 34l22 10-20 10c20 40-4 66-48 66-48 0-76-30-72-80z'),
    b.fill('M112 58c-4-18 10-18 12-8 4-14 18-10 14 2 12-6 18 6 8 14z', '#c5443f'),
    b.fill('M160 104c8 4 8 20 0 20s-8-16 0-20z', '#c5443f'),
    b.fill(poly([160, 88], [186, 98], [162, 104]), '#e0a24c'),
    b.fill('M78 128c18-12 44-6 50 10-10 24-42 22-50-10z', 'trim'),
    b.fill(disc(144, 82, 5), INK),
  ].join('');
}

export function egg(b: Brush): string {
  return [
    b.floor(120, 198, 50),
    b.skin('M120 42c36 0 62 56 62 94s-26 62-62 62-62-24-62-62 26-94 62-94z'),
    b.line('M62 112c12 10 18-10 30 0s18-10 30 0 18-10 30 0 18-6 27-2', 5, 'trim'),
    b.line('M60 156c14 10 18-10 30 0s18-10 30 0 18-10 30 0 18-8 30-2', 5, 'trim'),
  ].join('');
}

export function flower(b: Brush): string {
  return [
    b.line('M120 118c-4 40 2 60-4 96', 6, LEAF),
    b.fill(leaf(118, 180, 46, -58, 0.4) + leaf(117, 192, 42, 60, 0.4), LEAF),
    ...Array.from({ length: 8 }, (_, index) => b.skin(leaf(120, 96, 66, index * 45, 0.34))),
    ...Array.from({ length: 8 }, (_, index) => b.dim(leaf(120, 96, 36, index * 45, 0.2), 0.1)),
    b.fill(disc(120, 96, 19), '#edc85f'),
    b.fill(
      around(120, 96, 10, 10, 7)
        .map(([x, y]) => disc(x, y, 2.4))
        .join(''),
      '#b98b2f',
    ),
  ].join('');
}

export function rose(b: Brush): string {
  return [
    b.line('M120 130c-2 30 0 50-4 84', 6, LEAF),
    b.fill(leaf(118, 186, 48, -56, 0.42) + leaf(117, 200, 44, 58, 0.42), LEAF),
    b.skin('M62 84c0-34 30-52 58-52s58 18 58 52-26 58-58 58-58-24-58-58z'),
    b.dim('M70 96c30-8 70-8 100 0-8 30-30 44-50 44s-42-14-50-44z', 0.1),
    b.line(
      'M120 82c-14 0-18-20 0-22 26-2 34 30 8 42-30 12-56-12-48-40M150 72c14 26-2 56-32 58M88 66c-10 20-4 48 16 62',
      4,
      'dark',
    ),
  ].join('');
}

export function butterfly(b: Brush): string {
  const wing = 'M118 118C96 46 24 40 30 92c4 32 40 40 84 30-46 2-70 22-60 50 12 28 56 8 64-42z';
  return [
    b.cast(wing),
    b.skin(wing),
    `<g transform="matrix(-1 0 0 1 240 0)">${b.skin(wing)}${b.fill(disc(66, 86, 13) + disc(80, 156, 9), 'trim')}</g>`,
    b.fill(disc(66, 86, 13) + disc(80, 156, 9), 'trim'),
    b.fill(oval(120, 122, 7, 42), 'deep'),
    b.line('M118 82c-6-20-14-30-24-34M122 82c6-20 14-30 24-34', 3, 'deep'),
  ].join('');
}

export function rabbit(b: Brush): string {
  return [
    b.floor(120, 204, 54),
    b.skin(leaf(104, 92, 76, -9, 0.3)),
    b.skin(leaf(136, 92, 76, 9, 0.3)),
    b.fill(leaf(105, 84, 54, -9, 0.2) + leaf(135, 84, 54, 9, 0.2), 'light'),
    b.skin('M68 166c0-30 20-42 52-42s52 12 52 42-20 38-52 38-52-8-52-38z'),
    b.skin(oval(120, 112, 42, 36)),
    b.fill(disc(105, 106, 4.5) + disc(135, 106, 4.5), INK),
    b.fill(oval(120, 120, 6, 4), '#e493a9'),
    b.line('M120 124v6M120 130q-7 6-12 1M120 130q7 6 12 1', 2.5, INK),
    b.fill(oval(120, 172, 26, 22), 'light'),
  ].join('');
}

export function leafSpray(b: Brush): string {
  return [
    b.line('M120 212C118 150 122 90 120 46', 4.5, 'deep'),
    ...Array.from(
      { length: 6 },
      (_, index) =>
        b.skin(leaf(120, 190 - index * 26, 60 - index * 4, -52, 0.3)) +
        b.skin(leaf(120, 180 - index * 26, 60 - index * 4, 52, 0.3)),
    ),
    b.skin(leaf(120, 62, 44, 0, 0.36)),
  ].join('');
}

export function feather(b: Brush): string {
  return b.turn(
    28,
    120,
    120,
    b.cast(leaf(120, 190, 160, 0, 0.34)),
    b.skin(leaf(120, 190, 160, 0, 0.34)),
    b.line('M120 216V44', 3.5, 'deep'),
    b.line('M120 168l-28-20M120 140l-34-22M120 112l-30-22M120 168l28-20M120 140l34-22M120 112l30-22', 2, 'dark'),
  );
}

export function toadstool(b: Brush): string {
  return [
    b.floor(120, 200, 46),
    b.fill('M98 116h44c-2 34 6 56 14 84H84c8-28 16-50 14-84z', '#f6efdc'),
    b.skin('M36 122c0-46 38-78 84-78s84 32 84 78c-20 14-148 14-168 0z'),
    b.fill(disc(88, 88, 13) + disc(134, 70, 11) + disc(160, 102, 12) + disc(112, 112, 8), 'ink'),
  ].join('');
}
