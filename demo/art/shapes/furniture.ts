import { STEEL, WOOD, type Brush } from '../brush.ts';
import { disc, oval, poly, rect } from '../paths.ts';

export function cushion(b: Brush): string {
  const shape =
    'M48 52c48 10 96 10 144 0c12 0 8 12 6 18c-8 34-8 66 0 100c2 8 4 18-6 18c-48-10-96-10-144 0c-12 0-8-12-6-18c8-34 8-66 0-100c-2-8-4-18 6-18z';
  return [
    b.cast(shape),
    b.skin(shape),
    b.line(shape, 2.5, 'dark'),
    b.glow('M70 76c30 6 60 6 90 2-30 12-62 14-90-2z', 0.35),
  ].join('');
}

export function mirror(b: Brush): string {
  return [
    b.cast(oval(120, 118, 66, 84)),
    b.skin(oval(120, 118, 66, 84)),
    b.fill(oval(120, 118, 52, 70), '#dbe7ea'),
    b.glow(poly([92, 150], [142, 66], [152, 74], [100, 164]), 0.7),
    b.glow(poly([112, 172], [160, 92], [164, 100], [120, 176]), 0.6),
    b.fill(disc(120, 30, 12), 'dark'),
  ].join('');
}

export function doormat(b: Brush): string {
  const fringe = Array.from(
    { length: 24 },
    (_, index) => `M${34 + index * 7.5} 172v10M${34 + index * 7.5} 78v-10`,
  ).join('');
  return [
    b.line(fringe, 3, 'deep'),
    b.cast(rect(28, 76, 184, 98, 6)),
    b.skin(rect(28, 76, 184, 98, 6)),
    b.line(rect(40, 88, 160, 74, 3), 4, 'trim'),
    b.line('M76 125h88M96 108h48M96 142h48', 6, 'deep'),
  ].join('');
}

export function rug(b: Brush): string {
  return [
    b.cast(rect(44, 60, 152, 130, 10)),
    b.skin(rect(44, 60, 152, 130, 10)),
    b.dim(rect(44, 60, 152, 42, 10), 0.07),
    b.line('M44 102h152M44 146h152', 2, 'dark'),
    b.fill(rect(44, 176, 152, 8), 'trim'),
  ].join('');
}

export function hook(b: Brush): string {
  const one = (x: number) =>
    b.line(`M${x} 118v34c0 24 30 24 28 0`, 8, 'dark') +
    b.fill(disc(x + 28, 150, 7), 'trim') +
    b.fill(disc(x, 112, 6), 'deep');
  return [b.cast(rect(36, 84, 168, 46, 12)), b.skin(rect(36, 84, 168, 46, 12)), one(66), one(112), one(158)].join('');
}

export function hanger(b: Brush): string {
  return [
    b.line('M120 92V76c-20-4-18-34 2-32 16 2 16 20 4 22', 6, STEEL),
    b.cast('M120 88c12 0 92 44 92 66 0 10-8 14-16 14H44c-8 0-16-4-16-14 0-22 80-66 92-66z'),
    b.skin('M120 88c12 0 92 44 92 66 0 10-8 14-16 14H44c-8 0-16-4-16-14 0-22 80-66 92-66z'),
    b.fill('M120 112c10 0 52 24 62 34H58c10-10 52-34 62-34z', 'ground'),
  ].join('');
}

export function knob(b: Brush): string {
  return [
    b.fill(rect(30, 52, 180, 136, 8), 'halo'),
    b.line(rect(42, 64, 156, 112, 5), 2, 'ground'),
    b.dim(oval(126, 132, 50, 48), 0.14),
    b.fill(disc(120, 120, 50), 'dark'),
    b.skin(disc(120, 118, 46)),
    b.glow(oval(104, 98, 13, 9), 0.6),
    b.fill(disc(120, 118, 8), STEEL),
  ].join('');
}

export function doorstop(b: Brush): string {
  return [
    b.floor(120, 194, 66),
    b.line('M100 84c-4-40 44-40 40 0', 10, 'dark'),
    b.skin(poly([72, 92], [152, 80], [178, 108], [182, 190], [98, 196], [58, 172])),
    b.dim(poly([152, 80], [178, 108], [182, 190], [150, 192]), 0.18),
    b.line('M72 92l26 18 80-2M98 110v86', 2.5, 'dark'),
  ].join('');
}

export function chair(b: Brush): string {
  return [
    b.floor(120, 206, 60),
    b.line('M78 130l-8 74M162 130l8 74M92 130v60M148 130v60', 9, 'dark'),
    b.skin('M76 40a44 30 0 0 1 88 0l4 84H72z'),
    b.fill('M90 52a30 20 0 0 1 60 0l2 56H88z', 'light'),
    b.skin(rect(62, 118, 116, 20, 9)),
  ].join('');
}

export function stool(b: Brush): string {
  return [
    b.floor(120, 204, 62),
    b.line('M84 108l-18 96M156 108l18 96M120 112v80', 9, 'dark'),
    b.line('M76 164h88', 6, 'dark'),
    b.skin('M56 88c0-22 128-22 128 0v12c0 18-128 18-128 0z'),
    b.glow(oval(120, 84, 50, 8), 0.3),
  ].join('');
}

export function table(b: Brush): string {
  return [
    b.floor(120, 202, 76),
    b.line('M62 110l-8 92M178 110l8 92M96 112v70M144 112v70', 9, 'dark'),
    b.skin(oval(120, 98, 92, 22)),
    b.fill('M28 98c0 13 41 24 92 24s92-11 92-24v8c0 13-41 24-92 24s-92-11-92-24z', 'deep'),
  ].join('');
}

export function rack(b: Brush): string {
  return [
    b.floor(120, 196, 72),
    b.line('M54 192V68c0-22 132-22 132 0v124', 6, 'dark'),
    b.line('M54 106h132M54 146h132M54 188h132', 6, 'base'),
    b.line('M54 88h132M54 128h132M54 170h132', 3, 'dark'),
    b.fill(rect(74, 112, 20, 32, 4) + rect(100, 118, 20, 26, 4), 'trim'),
    b.fill(rect(132, 110, 26, 34, 4), 'light'),
    b.line('M120 52c-14-22-34 0-16 6 12 4 20-16 16-6zM120 52c14-22 34 0 16 6-12 4-20-16-16-6z', 4, 'dark'),
  ].join('');
}

export function curtain(b: Brush): string {
  return [
    b.line('M30 46h180', 7, WOOD),
    b.fill(disc(28, 46, 9) + disc(212, 46, 9), WOOD),
    b.skin('M44 46h66c-2 60-18 108-66 124zM196 46h-66c2 60 18 108 66 124z'),
    b.skin('M44 160l22-10-6 54H40zM196 160l-22-10 6 54h20z'),
    b.fill(rect(40, 154, 30, 10, 5) + rect(170, 154, 30, 10, 5), 'trim'),
    b.line('M66 50c0 40-4 80-16 108M88 50c0 30-8 70-26 100M174 50c0 40 4 80 16 108M152 50c0 30 8 70 26 100', 2, 'dark'),
  ].join('');
}
