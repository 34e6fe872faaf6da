import { INK, PAPER, STEEL, WOOD, type Brush } from '../brush.ts';
import { disc, oval, poly, rect } from '../paths.ts';

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
