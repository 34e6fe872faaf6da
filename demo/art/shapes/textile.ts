import { TWINE, WOOD, type Brush } from '../brush.ts';
import { disc, heart, rect } from '../paths.ts';

export function apron(b: Brush): string {
  return [
    b.line('M92 66c0-44 56-44 56 0', 6, 'deep'),
    b.line('M62 120c-26 0-34 10-40 22M178 120c26 0 34 10 40 22', 6, 'deep'),
    b.skin('M88 64h64c2 30 10 46 28 56l10 78a8 8 0 0 1-8 8H58a8 8 0 0 1-8-8l10-78c18-10 26-26 28-56z'),
    b.skin(rect(86, 136, 68, 44, 8)),
    b.line(`${rect(86, 136, 68, 44, 8)}M88 70h64`, 2.5, 'trim'),
  ].join('');
}

export function teaTowel(b: Brush): string {
  return [
    b.line('M36 54h168', 6, WOOD),
    b.cast('M64 50h112v150H64z'),
    b.skin('M64 50h112v150H64z'),
    b.fill(rect(64, 164, 112, 8) + rect(64, 178, 112, 4), 'trim'),
    b.dim('M64 50h112v12H64z', 0.14),
    b.line('M92 62v138M148 62v138', 1.5, 'dark'),
  ].join('');
}

export function towel(b: Brush): string {
  const layer = (y: number) =>
    b.skin(rect(46, y, 148, 38, 15)) +
    b.fill(rect(166, y + 4, 8, 30), 'trim') +
    b.dim(rect(46, y + 28, 148, 10, 5), 0.1);
  return [b.floor(120, 192, 78), layer(152), layer(114), layer(76)].join('');
}

export function napkins(b: Brush): string {
  return [
    b.cast(rect(60, 74, 120, 120, 5)),
    b.turn(-9, 120, 130, b.fill(rect(60, 72, 120, 120, 4), 'light')),
    b.turn(-3, 120, 130, b.fill(rect(60, 72, 120, 120, 4), 'halo')),
    b.turn(
      4,
      120,
      130,
      b.skin(rect(60, 72, 120, 120, 4)),
      b.line('M60 132h120M120 72v120', 1.5, 'dark'),
      b.line(rect(68, 80, 104, 104, 2), 2, 'trim'),
    ),
  ].join('');
}

export function glove(b: Brush): string {
  return [
    b.cast('M84 196v-76c0-70 64-80 76-16 8-18 34-12 28 12-4 18-22 30-26 42v38z'),
    b.skin('M84 196v-76c0-70 64-80 76-16 8-18 34-12 28 12-4 18-22 30-26 42v38z'),
    b.fill(rect(80, 182, 86, 24, 8), 'trim'),
    b.line('M120 40c-8-18 12-22 8-2', 5, 'deep'),
  ].join('');
}

export function blanket(b: Brush): string {
  return [
    b.floor(120, 192, 82),
    b.skin('M40 128c0-12 10-16 20-16h132c10 0 14 6 14 14v52c0 8-6 14-14 14H60c-12 0-20-6-20-16z'),
    b.skin('M40 92c0-12 10-18 20-18h132c10 0 14 6 14 14v30c0 8-6 12-14 12H60c-12 0-20-6-20-14z'),
    b.dim('M40 118c4 8 10 12 20 12h132c8 0 14-4 14-12v10c0 6-6 8-14 8H60c-12 0-20-6-20-16z', 0.16),
    b.line('M56 150h140M56 170h140', 2, 'dark'),
    b.line('M206 130v50', 4, 'trim'),
  ].join('');
}

export function cosy(b: Brush): string {
  return [
    b.floor(120, 192, 76),
    b.skin('M46 186c-6-78 22-120 74-120s80 42 74 120c-22 8-126 8-148 0z'),
    b.line('M46 176c40 8 108 8 148 0', 6, 'trim'),
    b.fill(disc(120, 60, 15), 'trim'),
    b.line('M86 82c-12 30-14 62-12 94M154 82c12 30 14 62 12 94', 2, 'dark'),
  ].join('');
}

export function stocking(b: Brush): string {
  return [
    b.line('M96 52c-10-22 18-26 12-2', 5, 'deep'),
    b.cast('M82 62h72v70c0 12 40 22 40 48 0 16-14 22-32 22h-40c-28 0-40-16-40-40z'),
    b.skin('M82 62h72v70c0 12 40 22 40 48 0 16-14 22-32 22h-40c-28 0-40-16-40-40z'),
    b.fill(rect(74, 48, 88, 30, 12), '#fbfaf7'),
    b.fill('M166 156c16 6 28 12 28 26 0 14-14 20-30 20-8-14-8-34 2-46z', 'trim'),
  ].join('');
}

export function clothing(b: Brush): string {
  return [
    b.line('M120 52v-8c0-16 22-12 16 2', 5, 'deep'),
    b.cast('M88 58c16 16 48 16 64 0l48 24-16 36-22-10v92H78v-92l-22 10-16-36z'),
    b.skin('M88 58c16 16 48 16 64 0l48 24-16 36-22-10v92H78v-92l-22 10-16-36z'),
    b.line('M88 58c16 16 48 16 64 0', 5, 'trim'),
  ].join('');
}

export function hat(b: Brush): string {
  return [
    b.floor(120, 184, 84),
    b.skin('M28 168c0-14 40-22 92-22s92 8 92 22-40 20-92 20-92-6-92-20z'),
    b.skin('M70 158c0-60 14-88 50-88s50 28 50 88c-26 8-74 8-100 0z'),
    b.fill('M69 138c28 10 74 10 102 0l1 18c-30 9-74 9-104 0z', 'trim'),
  ].join('');
}

export function headband(b: Brush): string {
  return [
    b.line('M62 186C30 90 84 44 120 44s90 46 58 142', 17, 'dark'),
    b.line('M62 186C30 90 84 44 120 44s90 46 58 142', 12, 'base'),
    b.skin('M120 60c-34-34-60-20-56 4s36 22 56-4zM120 60c34-34 60-20 56 4s-36 22-56-4z'),
    b.fill(disc(120, 58, 10), 'trim'),
  ].join('');
}

export function sewingKit(b: Brush): string {
  const spool = (x: number, paint: string) =>
    b.fill(rect(x - 17, 92, 34, 9, 3) + rect(x - 17, 158, 34, 9, 3), WOOD) +
    b.fill(rect(x - 13, 101, 26, 57), paint) +
    b.line(`M${x - 12} 112h24M${x - 12} 124h24M${x - 12} 136h24M${x - 12} 148h24`, 1.5, '#ffffff66');
  return [
    b.cast(rect(40, 60, 160, 130, 16)),
    b.skin(rect(40, 60, 160, 130, 16)),
    b.fill(rect(52, 72, 136, 106, 10), 'halo'),
    spool(84, 'base'),
    spool(124, 'trim'),
    b.line('M160 86v80', 3, '#8b8f96'),
    b.line('M160 90c16 14-14 30 2 54', 1.5, 'deep'),
    b.line(disc(160, 90, 3), 2, '#8b8f96'),
  ].join('');
}

export function feltKit(b: Brush): string {
  return [
    b.cast(rect(50, 52, 140, 146, 12)),
    b.fill(rect(50, 52, 140, 146, 12), 'halo'),
    b.fill(rect(50, 52, 140, 34, 12), 'deep'),
    b.line('M66 69h70', 6, '#ffffff'),
    b.skin('M86 168c-10-20-2-40 10-46-4-30 52-30 48 0 12 6 20 26 10 46z'),
    b.fill(disc(108, 126, 4) + disc(132, 126, 4), '#4a4048'),
    b.line('M112 140q8 7 16 0', 3, '#4a4048'),
    b.fill(heart(158, 172, 24), 'trim'),
    b.line('M66 176c16-10 20 10 36 0', 3, TWINE),
  ].join('');
}
