import { INK, PAPER, STEEL, TWINE, WOOD, type Brush } from '../brush.ts';
import { around, disc, heart, oval, poly, rect, star } from '../paths.ts';

export function jigsaw(b: Brush): string {
  const piece = 'M46 80h50c-14-34 38-34 24 0h50v48c34-14 34 38 0 24v48h-50c14-34-38-34-24 0H46v-48c34 14 34-38 0-24z';
  return [b.cast(piece), b.skin(piece), b.line(piece, 2.5, 'dark')].join('');
}

export function ball(b: Brush): string {
  return [
    b.floor(120, 196, 54),
    b.skin(disc(120, 122, 72)),
    b.line('M120 50c-40 40-40 104 0 144M120 50c40 40 40 104 0 144M48 122h144', 3.5, 'trim'),
    b.glow(oval(92, 88, 16, 11), 0.5),
  ].join('');
}

export function dominoes(b: Brush): string {
  const one = (x: number, y: number, angle: number) =>
    b.turn(
      angle,
      x,
      y,
      b.cast(rect(x - 26, y - 52, 52, 104, 9)),
      b.skin(rect(x - 26, y - 52, 52, 104, 9)),
      b.line(`M${x - 20} ${y}h40`, 2.5, 'deep'),
      b.fill(
        disc(x - 11, y - 34, 5) +
          disc(x + 11, y - 16, 5) +
          disc(x, y + 26, 5) +
          disc(x - 12, y + 14, 5) +
          disc(x + 12, y + 38, 5),
        'deep',
      ),
    );
  return one(80, 116, -18) + one(156, 128, 14);
}

export function skittles(b: Brush): string {
  const pin = (x: number, y: number) =>
    b.skin(`M${x - 11} ${y}c-6-22 4-26 2-42a11 11 0 1 1 18 0c-2 16 8 20 2 42-4 26-2 40-4 50h-14c-2-10 0-24-4-50z`) +
    b.fill(rect(x - 9, y - 40, 18, 6), 'trim');
  return [b.floor(120, 196, 78), pin(76, 128), pin(164, 128), pin(120, 140), b.fill(disc(200, 176, 20), 'trim')].join(
    '',
  );
}

export function helicopter(b: Brush): string {
  return [
    b.line('M44 58h144', 7, 'deep'),
    b.line('M116 58v26', 6, STEEL),
    b.fill(poly([150, 104], [222, 92], [226, 104], [156, 132]), 'dark'),
    b.line('M214 76l14 44', 6, 'deep'),
    b.skin('M40 124c0-28 30-42 66-42 40 0 62 18 62 44 0 24-26 38-64 38-40 0-64-14-64-40z'),
    b.fill('M48 122c2-16 18-26 42-28v32z', '#cfe4ea'),
    b.line('M80 164v18M130 164v18M58 184h96', 6, 'deep'),
  ].join('');
}

export function windmill(b: Brush): string {
  return [
    b.line('M120 104v112', 7, WOOD),
    ...[0, 90, 180, 270].map((angle, index) =>
      b.turn(
        angle,
        120,
        100,
        index % 2 === 0 ? b.skin('M120 100V28c40 4 52 30 48 44z') : b.fill('M120 100V28c40 4 52 30 48 44z', 'trim'),
        b.dim('M120 100l48-28c2 14-14 26-48 28z', 0.16),
      ),
    ),
    b.fill(disc(120, 100, 8), INK),
  ].join('');
}

export function spinningTop(b: Brush): string {
  return [
    b.floor(120, 204, 30),
    b.turn(
      -9,
      120,
      200,
      b.line('M120 84V40', 7, WOOD),
      b.fill(disc(120, 38, 10), '#c5443f'),
      b.skin('M36 112c0-20 38-32 84-32s84 12 84 32c0 30-50 42-84 92-34-50-84-62-84-92z'),
      b.line('M38 118c40 20 124 20 164 0M58 136c36 16 88 16 124 0', 5, 'trim'),
    ),
  ].join('');
}

export function kite(b: Brush): string {
  return [
    b.line('M120 168c-24 14 20 26-8 50', 3, TWINE),
    b.skin(poly([120, 22], [190, 92], [120, 172], [50, 92])),
    b.line('M120 22v150M50 92h140', 2.5, 'dark'),
    b.fill(poly([104, 186], [136, 196], [132, 182], [108, 202]), 'trim'),
  ].join('');
}

export function game(b: Brush): string {
  const cells = Array.from({ length: 16 }, (_, index) =>
    (index + Math.floor(index / 4)) % 2 === 0
      ? rect(64 + (index % 4) * 28, 64 + Math.floor(index / 4) * 28, 28, 28)
      : '',
  ).join('');
  return [
    b.cast(rect(50, 50, 140, 140, 10)),
    b.skin(rect(50, 50, 140, 140, 10)),
    b.fill(rect(64, 64, 112, 112), PAPER),
    b.fill(cells, 'deep'),
    b.fill(disc(106, 106, 10) + disc(162, 134, 10), 'trim'),
    b.fill(disc(78, 162, 10), '#c5443f'),
  ].join('');
}

export function vehicle(b: Brush): string {
  return [
    b.floor(120, 186, 84),
    b.skin('M30 156v-30c0-10 8-12 20-14l16-34c4-8 10-10 20-10h62c12 0 18 4 24 12l20 30c16 2 22 8 22 20v26z'),
    b.fill('M78 108l14-24h24v24zM126 84h22c8 0 10 4 14 10l8 14h-44z', '#cfe4ea'),
    b.fill(disc(76, 158, 22) + disc(168, 158, 22), INK),
    b.fill(disc(76, 158, 10) + disc(168, 158, 10), STEEL),
    b.fill(rect(192, 126, 16, 10, 5), '#f5d37c'),
  ].join('');
}

export function instrument(b: Brush): string {
  return [
    b.floor(120, 186, 84),
    b.skin(rect(34, 84, 172, 84, 16)),
    b.fill(rect(34, 84, 172, 18, 9), 'dark'),
    b.fill(Array.from({ length: 9 }, (_, index) => rect(52 + index * 16, 118, 10, 22, 3)).join(''), INK),
    b.fill(disc(50, 154, 4) + disc(190, 154, 4), STEEL),
  ].join('');
}

export function sunglasses(b: Brush): string {
  return [
    b.line('M38 104l-14-20M202 104l14-20', 8, 'dark'),
    b.skin(
      'M30 98h80c6 0 8 6 8 14-2 34-16 48-40 48-28 0-46-18-48-54zM210 98h-80c-6 0-8 6-8 14 2 34 16 48 40 48 28 0 46-18 48-54z',
    ),
    b.fill(oval(76, 126, 32, 24) + oval(164, 126, 32, 24), INK),
    b.glow(oval(64, 116, 8, 10) + oval(152, 116, 8, 10), 0.4),
  ].join('');
}

export function confetti(b: Brush): string {
  return around(120, 120, 58, 58, 12)
    .flatMap(([x, y, angle], index) => [
      b.turn(
        angle,
        x,
        y,
        index % 3 === 0
          ? b.skin(star(x, y, 19))
          : index % 3 === 1
            ? b.fill(heart(x, y, 28), 'trim')
            : b.fill(rect(x - 10, y - 6, 20, 12, 3), 'dark'),
      ),
    ])
    .concat([
      b.skin(heart(120, 124, 52)),
      b.fill(disc(84, 112, 6) + disc(152, 104, 6) + disc(140, 150, 6) + disc(98, 152, 6), 'deep'),
    ])
    .join('');
}

export function phone(b: Brush): string {
  return [
    b.cast(rect(76, 30, 88, 176, 16)),
    b.skin(rect(76, 30, 88, 176, 16)),
    b.fill(rect(84, 50, 72, 130, 4), '#cfe4ea'),
    b.glow(poly([84, 50], [126, 50], [84, 130]), 0.5),
    b.fill(disc(120, 193, 6), 'deep'),
  ].join('');
}
