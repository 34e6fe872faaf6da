import { PAPER, TWINE, type Brush } from '../brush.ts';
import { disc, poly, rect } from '../paths.ts';

const GOLD = '#d3a94e';

export function tote(b: Brush): string {
  return [
    b.floor(120, 200, 70),
    b.line('M82 98V74c0-50 76-50 76 0v24', 8, 'deep'),
    b.skin('M50 92h140l12 100a9 9 0 0 1-9 9H47a9 9 0 0 1-9-9z'),
    b.dim('M50 92h140l2 12H48z', 0.1),
    b.fill(disc(82, 104, 4) + disc(158, 104, 4), 'deep'),
  ].join('');
}

export function handbag(b: Brush): string {
  return [
    b.floor(120, 190, 76),
    b.line('M78 104c0-76 84-76 84 0', 9, 'deep'),
    b.skin('M48 98h144c14 30 18 60 12 84a9 9 0 0 1-9 7H45a9 9 0 0 1-9-7c-6-24-2-54 12-84z'),
    b.skin('M48 98h144c4 22-8 42-34 46H82c-26-4-38-24-34-46z'),
    b.line('M48 98h144c4 22-8 42-34 46H82c-26-4-38-24-34-46z', 2, 'dark'),
    b.fill(rect(108, 134, 24, 20, 6), GOLD),
  ].join('');
}

export function purse(b: Brush): string {
  return [
    b.floor(120, 186, 66),
    b.skin('M62 96c-34 30-30 88 6 90h104c36-2 40-60 6-90z'),
    b.line('M58 98c10-40 114-40 124 0', 9, GOLD),
    b.line('M60 98h120', 6, '#b98b2f'),
    b.fill(disc(112, 60, 9) + disc(129, 60, 9), GOLD),
    b.dim('M70 104h100v5H70z', 0.15),
  ].join('');
}

export function wallet(b: Brush): string {
  return [
    b.cast(rect(40, 72, 160, 104, 14)),
    b.fill(rect(52, 62, 128, 40, 6), PAPER),
    b.skin(rect(40, 72, 160, 104, 14)),
    b.line(rect(48, 80, 144, 88, 9), 1.8, 'dark'),
    b.skin('M150 108h50v34h-50a17 17 0 0 1 0-34z'),
    b.line('M200 108h-50a17 17 0 0 0 0 34h50', 2, 'dark'),
    b.fill(disc(154, 125, 6), GOLD),
  ].join('');
}

export function lunchBag(b: Brush): string {
  return [
    b.floor(120, 198, 62),
    b.line('M92 78c0-44 56-44 56 0', 9, 'deep'),
    b.skin('M62 84h116l10 104a10 10 0 0 1-10 10H62a10 10 0 0 1-10-10z'),
    b.skin('M58 72h124v28H56z'),
    b.line('M58 100h124', 3, 'deep'),
    b.fill(rect(110, 92, 20, 18, 4), 'trim'),
    b.fill(rect(88, 134, 64, 48, 7), 'dark'),
    b.plain(rect(91, 137, 58, 42, 5)),
  ].join('');
}

export function washbag(b: Brush): string {
  return [
    b.floor(120, 186, 76),
    b.skin('M46 102c0-18 20-28 74-28s74 10 74 28l8 66c2 12-6 18-16 18H54c-10 0-18-6-16-18z'),
    b.line('M50 96c40-10 100-10 140 0', 5, 'deep'),
    b.fill(rect(150, 88, 9, 26, 4), GOLD),
    b.dim('M44 118c50-8 102-8 152 0l1 8c-50-8-104-8-154 0z', 0.08),
  ].join('');
}

export function backpack(b: Brush): string {
  return [
    b.floor(120, 200, 66),
    b.line('M100 58c0-28 40-28 40 0', 8, 'deep'),
    b.fill(rect(44, 104, 22, 74, 10) + rect(174, 104, 22, 74, 10), 'dark'),
    b.skin('M62 98c0-34 24-48 58-48s58 14 58 48v90a11 11 0 0 1-11 11H73a11 11 0 0 1-11-11z'),
    b.line('M64 106c30 8 82 8 112 0', 3.5, 'deep'),
    b.skin(rect(80, 128, 80, 58, 12)),
    b.line(rect(80, 128, 80, 58, 12), 2.5, 'deep'),
    b.fill(rect(112, 122, 16, 20, 5), GOLD),
  ].join('');
}

export function luggageTag(b: Brush): string {
  return b.turn(
    24,
    120,
    120,
    b.cast('M76 84l22-30h44l22 30v108a10 10 0 0 1-10 10H86a10 10 0 0 1-10-10z'),
    b.line('M120 66c-20-50 24-50 0 0', 5, 'deep'),
    b.skin('M76 84l22-30h44l22 30v108a10 10 0 0 1-10 10H86a10 10 0 0 1-10-10z'),
    b.fill(disc(120, 72, 8), 'ground'),
    b.fill(rect(90, 108, 60, 66, 5), PAPER),
    b.line('M100 126h40M100 142h40M100 158h24', 3, 'dark'),
  );
}

export function giftTag(b: Brush): string {
  const tag = poly([70, 96], [100, 64], [140, 64], [170, 96], [170, 196], [70, 196]);
  return [
    b.line('M120 84C90 40 150 14 138 48c-4 14-10 24-18 36', 3.5, TWINE),
    b.turn(
      -8,
      120,
      120,
      b.cast(tag),
      b.skin(tag),
      b.fill(disc(120, 86, 7), 'ground'),
      b.line('M92 150h56M100 168h40', 3, 'trim'),
    ),
  ].join('');
}

export function raincoat(b: Brush): string {
  return [
    b.line('M120 44v-8c0-14 20-10 14 2', 5, 'deep'),
    b.skin('M96 52h48l46 40-18 24-16-12v96H84v-96l-16 12-18-24z'),
    b.line('M120 66v132', 3, 'deep'),
    b.fill('M92 54c6 26 50 26 56 0l-10-8h-36z', 'dark'),
    b.fill(disc(128, 96, 4) + disc(128, 128, 4) + disc(128, 160, 4), 'trim'),
  ].join('');
}
