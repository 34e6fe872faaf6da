import { FLAME, INK, STEEL, WAX, type Brush } from '../brush.ts';
import { disc, leaf, oval, poly, rect, sagging, star } from '../paths.ts';

const flame = (b: Brush, x: number, y: number, size: number) =>
  b.fill(disc(x, y - size * 0.5, size * 1.7), '#ffe9a838') +
  b.fill(disc(x, y - size * 0.5, size * 1.15), '#fff0bd70') +
  b.fill(leaf(x, y, size * 1.5, 0, 0.5), FLAME) +
  b.fill(leaf(x, y, size * 0.8, 0, 0.5), '#fdeab4');

const bloom = (b: Brush, x: number, y: number, r: number) =>
  b.glow(disc(x, y, r), 0.35) + b.glow(disc(x, y, r * 0.65), 0.35);

export function lantern(b: Brush): string {
  return [
    b.floor(120, 206, 52),
    b.line('M104 50c0-26 32-26 32 0', 5, 'deep'),
    b.skin('M120 40c6 12 30 18 44 30H76c14-12 38-18 44-30z'),
    b.skin(rect(68, 70, 104, 13, 4)),
    b.fill(rect(78, 83, 84, 100), '#fbf1d3'),
    bloom(b, 120, 140, 40),
    b.fill(rect(106, 140, 28, 43, 4), WAX),
    flame(b, 120, 138, 17),
    b.skin(rect(76, 83, 8, 100) + rect(156, 83, 8, 100)),
    b.line('M120 83v26M84 109h72', 2.5, 'dark'),
    b.skin(rect(66, 182, 108, 13, 4)),
    b.fill(rect(76, 195, 14, 8, 2) + rect(150, 195, 14, 8, 2), 'deep'),
  ].join('');
}

export function paperLantern(b: Brush): string {
  return [
    b.line('M120 0v48', 2.5, 'deep'),
    bloom(b, 120, 124, 100),
    b.skin(star(120, 124, 88, 9, 0.55)),
    ...Array.from({ length: 9 }, (_, index) =>
      b.turn(index * 40, 120, 124, b.glow(poly([120, 36], [120, 124], [103.5, 78.7]), 0.28)),
    ),
    b.glow(disc(120, 124, 22), 0.5),
  ].join('');
}

export function candle(b: Brush): string {
  return [
    b.floor(120, 196, 42),
    b.skin('M82 88c0-6 76-6 76 0v96c0 14-76 14-76 0z'),
    b.fill(oval(120, 88, 38, 9), 'light'),
    b.line('M120 90V74', 3, INK),
    flame(b, 120, 78, 22),
  ].join('');
}

export function candles(b: Brush): string {
  const one = (x: number, top: number) =>
    b.skin(rect(x - 12, top, 24, 186 - top, 4)) +
    b.glow(rect(x - 9, top + 4, 5, 176 - top, 2), 0.4) +
    b.line(`M${x} ${top}v-8`, 2.5, INK) +
    flame(b, x, top - 6, 13);
  return [
    b.floor(120, 190, 66),
    one(68, 100),
    one(172, 100),
    one(103, 78),
    one(138, 88),
    b.fill(rect(52, 150, 136, 15, 4), 'trim'),
  ].join('');
}

export function tLightHolder(b: Brush): string {
  return [
    b.floor(120, 188, 54),
    bloom(b, 120, 112, 62),
    b.fill(rect(96, 130, 48, 24, 4), STEEL),
    b.fill(rect(96, 126, 48, 9, 4), WAX),
    flame(b, 120, 126, 19),
    b.skin('M62 92h116c2 50-12 94-34 94H96c-22 0-36-44-34-94z'),
    b.glow('M64 96h112c-1 14-3 26-6 38H70c-3-12-5-24-6-38z', 0.2),
    b.line(oval(120, 92, 58, 9), 3.5, 'dark'),
    flame(b, 120, 124, 17),
  ].join('');
}

export function tLights(b: Brush): string {
  const one = (x: number, y: number) =>
    b.skin(`M${x - 32} ${y}h64v22c0 11-64 11-64 0z`) + b.fill(oval(x, y, 32, 8), WAX) + flame(b, x, y, 13);
  return [b.floor(120, 190, 84), one(120, 92), one(74, 140), one(166, 140)].join('');
}

export function candlestick(b: Brush): string {
  return [
    b.floor(120, 202, 50),
    b.fill(rect(109, 44, 22, 70, 3), WAX),
    b.line('M120 44v-8', 2.5, INK),
    flame(b, 120, 38, 14),
    b.skin(
      'M98 104h44c0 16-10 18-14 26 10 8 10 18 0 26 4 12 6 22 28 30 10 4 12 14 8 16H76c-4-2-2-12 8-16 22-8 24-18 28-30-10-8-10-18 0-26-4-8-14-10-14-26z',
    ),
    b.fill(oval(120, 104, 22, 5), 'dark'),
  ].join('');
}

export function stringLights(b: Brush): string {
  const bulbs = [...sagging(16, 224, 44, 62, 7), ...sagging(16, 224, 116, 62, 7)];
  return [
    b.line('M0 36C80 128 160 128 240 36M0 108c80 92 160 92 240 0', 3, 'deep'),
    ...bulbs.map(
      ([x, y]) =>
        bloom(b, x, y + 14, 19) + b.fill(rect(x - 4, y - 2, 8, 9, 2), 'deep') + b.skin(leaf(x, y + 29, 23, 0, 0.5)),
    ),
  ].join('');
}

export function lamp(b: Brush): string {
  return [
    b.floor(120, 204, 48),
    b.fill('M112 122h16v56c18 3 30 10 30 24H82c0-14 12-21 30-24z', 'dark'),
    bloom(b, 120, 112, 74),
    b.skin(poly([86, 44], [154, 44], [186, 126], [54, 126])),
    b.line('M54 126h132M86 44h68', 3.5, 'trim'),
  ].join('');
}

export function lampshade(b: Brush): string {
  return [
    b.line('M120 0v66', 3, 'deep'),
    bloom(b, 120, 170, 62),
    b.skin(poly([84, 66], [156, 66], [200, 168], [40, 168])),
    b.line('M40 168h160', 5, 'trim'),
    b.line('M84 66h72', 4, 'trim'),
  ].join('');
}

export function chandelier(b: Brush): string {
  const arm = (x: number) =>
    b.line(`M120 110C${x} 150 ${x} 140 ${x} 116`, 5, 'dark') +
    b.fill(rect(x - 6, 84, 12, 30, 2), WAX) +
    flame(b, x, 84, 12) +
    b.skin(leaf(x, 152, 26, 0, 0.4));
  return [
    b.line('M120 0v92', 3, 'deep'),
    arm(54),
    arm(186),
    arm(88),
    arm(152),
    b.skin(disc(120, 106, 17)),
    b.skin(leaf(120, 190, 62, 0, 0.34)),
  ].join('');
}

export function incense(b: Brush): string {
  return [
    b.floor(120, 194, 62),
    b.line('M96 168l-14-88M112 164l-4-100M128 164l4-94M144 168l16-84', 4, 'base'),
    b.line('M108 60c-14-16 12-20 0-38M160 80c-10-16 14-22 4-40', 4, '#ffffff'),
    b.skin('M64 160h112l-10 26c-2 6-8 8-14 8H88c-6 0-12-2-14-8z'),
    b.fill(oval(120, 160, 56, 8), 'dark'),
  ].join('');
}

export function matches(b: Brush): string {
  const match = (x: number, angle: number) =>
    b.turn(angle, x, 150, b.fill(rect(x - 3, 70, 6, 80), '#dcc39a'), b.fill(oval(x, 68, 6, 9), '#c5443f'));
  return [
    b.floor(120, 192, 66),
    match(96, -14),
    match(112, -5),
    match(130, 5),
    match(148, 13),
    b.skin(rect(62, 118, 116, 74, 6)),
    b.fill(rect(62, 118, 116, 12), 'deep'),
    b.fill(rect(62, 178, 116, 14, 4), 'dark'),
  ].join('');
}

export function torch(b: Brush): string {
  return b.turn(
    38,
    120,
    120,
    b.cast(rect(100, 96, 40, 104, 12)),
    b.glow(poly([84, 60], [156, 60], [186, -6], [54, -6]), 0.45),
    b.fill('M84 60h72l-14 40h-44z', 'dark'),
    b.fill(oval(120, 60, 36, 8), '#fff2c9'),
    b.skin(rect(100, 96, 40, 104, 12)),
    b.fill(rect(113, 120, 14, 26, 7), 'trim'),
  );
}

export function vase(b: Brush): string {
  return [
    b.floor(120, 202, 44),
    b.line('M116 92c-8-30-20-40-34-52M122 92c2-30 4-44 2-60M126 92c8-24 18-34 32-40', 3.5, '#7f9a70'),
    ...(
      [
        [82, 40],
        [124, 30],
        [158, 52],
      ] as const
    ).map(([x, y]) => b.fill(disc(x, y, 15), 'trim') + b.fill(disc(x, y, 5), '#f5d37c')),
    b.skin('M98 86h44c2 24 30 40 30 74 0 28-20 42-52 42s-52-14-52-42c0-34 28-50 30-74z'),
    b.fill(oval(120, 86, 22, 5), 'deep'),
  ].join('');
}
