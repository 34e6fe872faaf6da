import { INK, PAPER, STEEL, WOOD, type Brush } from '../brush.ts';
import { disc, oval, poly, rect } from '../paths.ts';

export function mug(b: Brush): string {
  const body = 'M62 74h92v88a26 26 0 0 1-26 26H88a26 26 0 0 1-26-26z';
  return [
    b.floor(112, 190, 60),
    b.line('M152 96h14a22 22 0 0 1 0 52h-14', 13, 'dark'),
    b.skin(body),
    b.fill(oval(108, 74, 46, 9), 'deep'),
    b.fill(oval(108, 76, 40, 6.5), '#6b4a38'),
  ].join('');
}

export function cup(b: Brush): string {
  return [
    b.floor(120, 188, 84),
    b.skin(oval(120, 178, 84, 15)),
    b.fill(oval(120, 175, 50, 8), 'dark'),
    b.line('M164 106h10a18 18 0 0 1-4 42l-14 2', 10, 'dark'),
    b.skin('M66 96h104c0 46-14 76-52 76S66 142 66 96z'),
    b.fill(oval(118, 96, 52, 10), 'deep'),
    b.fill(oval(118, 98, 45, 7), '#7a5642'),
  ].join('');
}

export function bowl(b: Brush): string {
  return [
    b.floor(120, 184, 62),
    b.fill(rect(92, 170, 56, 13, 5), 'dark'),
    b.skin('M40 100h160c0 48-32 76-80 76s-80-28-80-76z'),
    b.fill(oval(120, 100, 80, 16), 'deep'),
    b.fill(oval(120, 103, 72, 12), 'dark'),
  ].join('');
}

export function plate(b: Brush): string {
  return [
    b.cast(disc(120, 120, 82)),
    b.skin(disc(120, 120, 82)),
    b.line(disc(120, 120, 76), 2, 'trim'),
    b.dim(disc(120, 120, 54), 0.1),
    b.plain(disc(120, 121, 52)),
  ].join('');
}

export function cakeStand(b: Brush): string {
  return [
    b.floor(120, 196, 50),
    b.fill('M110 110h20l4 70c12 3 26 6 26 14H80c0-8 14-11 26-14z', 'dark'),
    b.skin('M34 98h172c0 12-6 20-20 20H54c-14 0-20-8-20-20z'),
    b.fill(oval(120, 98, 86, 12), 'light'),
    b.fill('M78 92c0-22 18-36 42-36s42 14 42 36z', '#e9c9a2'),
    b.fill('M76 94c0-20 18-40 44-40s44 20 44 40c-8 6-12-4-22 2s-14-6-24 1-16-5-24 1-12 0-18-4z', PAPER),
    b.fill(disc(120, 50, 8), '#c5443f'),
  ].join('');
}

export function teapot(b: Brush): string {
  return [
    b.floor(120, 188, 66),
    b.line('M168 104c26-10 40 6 32 26-5 12-18 20-34 22', 12, 'dark'),
    b.fill('M78 128c-22-2-26-24-46-34l8-10c26 10 30 22 46 22z', 'dark'),
    b.skin('M68 122c0-34 24-48 52-48s52 14 52 48c0 36-20 62-52 62s-52-26-52-62z'),
    b.fill(oval(120, 79, 32, 8), 'dark'),
    b.plain('M94 76c4-16 48-16 52 0z'),
    b.fill(disc(120, 58, 8), 'trim'),
  ].join('');
}

export function jug(b: Brush): string {
  return [
    b.floor(116, 192, 50),
    b.line('M152 84c32-6 38 58-4 64', 11, 'dark'),
    b.skin('M72 62l-12-10h92l-4 20c-2 12 14 40 14 72 0 30-20 46-46 46s-46-16-46-46c0-32 6-66 2-82z'),
    b.fill('M60 52h92l-2 8H70z', 'deep'),
  ].join('');
}

export function glass(b: Brush): string {
  return [
    b.floor(120, 196, 42),
    b.skin('M78 46h84c4 50-6 76-42 76S74 96 78 46z'),
    b.fill('M80 78h80c-2 28-14 42-40 42S82 106 80 78z', 'trim'),
    b.plain(rect(115, 120, 10, 60)),
    b.plain(oval(120, 188, 38, 8)),
    b.glow('M90 54h8c-3 28 1 44 8 56-14-8-19-30-16-56z', 0.7),
  ].join('');
}

export function tumbler(b: Brush): string {
  return [
    b.floor(120, 190, 44),
    b.skin('M74 58h92l-10 122a9 9 0 0 1-9 8H93a9 9 0 0 1-9-8z'),
    b.line(oval(120, 58, 46, 8), 3, 'dark'),
    b.glow('M86 70h8l7 106h-8z', 0.55),
  ].join('');
}

export function cutlery(b: Brush): string {
  const handle = (x: number) => b.skin(rect(x - 8, 118, 16, 82, 8));
  return [
    b.cast(rect(60, 118, 16, 82, 8) + rect(112, 118, 16, 82, 8) + rect(164, 118, 16, 82, 8)),
    b.fill('M54 40h4v34h6V40h8v34h6V40h4v44c0 12-6 16-8 20v16h-12v-16c-2-4-8-8-8-20z', STEEL),
    b.fill(`M112 120v-16c-12-8-14-62 8-66v82z`, STEEL),
    b.fill(`${oval(172, 70, 18, 30)}${rect(167, 96, 10, 26)}`, STEEL),
    b.glow(oval(167, 64, 5, 16), 0.6),
    handle(68),
    handle(120),
    handle(172),
  ].join('');
}

export function spoon(b: Brush): string {
  return [
    b.turn(
      28,
      120,
      120,
      b.cast(oval(120, 66, 32, 42)),
      b.skin(oval(120, 66, 32, 42)),
      b.skin(rect(112, 102, 16, 104, 8)),
      b.dim(oval(120, 66, 22, 31), 0.16),
    ),
  ].join('');
}

export function tray(b: Brush): string {
  return [
    b.cast(rect(32, 66, 176, 112, 22)),
    b.fill(rect(32, 66, 176, 112, 22), 'deep'),
    b.skin(rect(38, 72, 164, 100, 17)),
    b.line(rect(50, 84, 140, 76, 10), 2.5, 'trim'),
    b.fill(rect(36, 108, 9, 28, 4.5) + rect(195, 108, 9, 28, 4.5), 'ground'),
  ].join('');
}

export function board(b: Brush): string {
  const shape =
    'M92 88V62a28 28 0 0 1 56 0v26h20a18 18 0 0 1 18 18v76a18 18 0 0 1-18 18H72a18 18 0 0 1-18-18v-76a18 18 0 0 1 18-18z';
  return [
    b.cast(shape),
    b.skin(shape),
    b.fill(disc(120, 62, 10), 'ground'),
    b.line(rect(70, 104, 100, 80, 8), 2, 'trim'),
  ].join('');
}

export function pan(b: Brush): string {
  return [
    b.cast(disc(98, 134, 62)),
    b.turn(-42, 98, 134, b.fill(rect(156, 125, 78, 18, 9), 'deep')),
    b.skin(disc(98, 134, 62)),
    b.dim(disc(98, 134, 50), 0.22),
    b.fill(disc(98, 134, 47), 'dark'),
  ].join('');
}

export function mould(b: Brush): string {
  return [
    b.floor(120, 184, 70),
    b.skin('M56 176c-2-30 4-44 16-50 0-20 8-32 22-36 4-14 14-22 26-22s22 8 26 22c14 4 22 16 22 36 12 6 18 20 16 50z'),
    b.line('M92 174c-6-30-2-60 10-80M148 174c6-30 2-60-10-80M120 174V74', 3, 'dark'),
    b.fill(rect(46, 172, 148, 13, 6), 'dark'),
  ].join('');
}

export function cakeCases(b: Brush): string {
  const one = (x: number, y: number) =>
    b.skin(poly([x - 36, y], [x + 36, y], [x + 26, y + 44], [x - 26, y + 44])) +
    b.line(`M${x - 20} ${y + 4}l5 38M${x} ${y + 4}v38M${x + 20} ${y + 4}l-5 38`, 2, 'dark');
  return [
    b.floor(120, 186, 88),
    b.fill('M84 92c-2-30 70-30 72 0z', '#e9c9a2'),
    b.fill('M80 94c0-24 14-36 40-40 26 4 40 16 40 40-10 5-16-5-26 1s-18-5-28 0-18 3-26-1z', PAPER),
    one(120, 92),
    one(72, 140),
    one(168, 140),
  ].join('');
}

export function cutter(b: Brush): string {
  const shape =
    'M120 190c-40-30-80-56-80-98 0-26 18-42 40-42 18 0 32 10 40 26 8-16 22-26 40-26 22 0 40 16 40 42 0 42-40 68-80 98z';
  return [b.cast(shape), b.line(shape, 13, 'dark'), b.line(shape, 7, 'base'), b.line(shape, 2, '#ffffff')].join('');
}

export function scales(b: Brush): string {
  return [
    b.floor(120, 194, 66),
    b.skin('M76 92h88l14 92a9 9 0 0 1-9 9H71a9 9 0 0 1-9-9z'),
    b.fill(rect(110, 74, 20, 22), STEEL),
    b.fill('M50 60h140c-4 16-20 22-70 22s-66-6-70-22z', STEEL),
    b.fill(disc(120, 144, 36), PAPER),
    b.line(disc(120, 144, 36), 3, 'deep'),
    b.line('M120 144l16-20M120 114v6M150 144h-6M90 144h6M120 174v-6', 3, INK),
  ].join('');
}

export function lunchBox(b: Brush): string {
  return [
    b.floor(120, 186, 82),
    b.line('M90 86c0-30 60-30 60 0', 9, 'deep'),
    b.skin(rect(38, 84, 164, 102, 18)),
    b.fill(rect(38, 116, 164, 5), 'deep'),
    b.fill(rect(106, 104, 28, 28, 6), 'trim'),
    b.fill(rect(114, 112, 12, 12, 3), 'deep'),
  ].join('');
}

export function rollingBoard(b: Brush): string {
  return b.turn(
    -32,
    120,
    120,
    b.cast(rect(56, 96, 128, 44, 12)),
    b.fill(rect(26, 109, 188, 18, 9), WOOD),
    b.skin(rect(56, 96, 128, 44, 12)),
  );
}

export function coaster(b: Brush): string {
  return [
    b.cast(rect(66, 74, 118, 118, 14)),
    b.turn(-14, 120, 120, b.fill(rect(58, 66, 118, 118, 14), 'deep')),
    b.turn(-5, 120, 120, b.fill(rect(60, 64, 118, 118, 14), 'dark')),
    b.turn(5, 120, 120, b.skin(rect(62, 62, 118, 118, 14)), b.line(rect(72, 72, 98, 98, 9), 2, 'trim')),
  ].join('');
}
