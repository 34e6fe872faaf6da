import { INK, WOOD, type Brush } from '../brush.ts';
import { disc, heart, oval, poly, rect } from '../paths.ts';

export function doll(b: Brush): string {
  return [
    b.floor(120, 206, 46),
    b.line('M104 176v28M136 176v28', 9, '#f0cfb2'),
    b.line('M90 124l-24 28M150 124l24 28', 10, '#f0cfb2'),
    b.skin('M98 112h44l32 74H66z'),
    b.fill('M74 84c-10-52 102-52 92 0 4 24-6 36-14 38H88c-8-2-18-14-14-38z', '#7a5642'),
    b.fill(disc(120, 86, 33), '#f4d6bb'),
    b.fill('M87 82c2-32 64-32 66 0-16-4-24-12-28-20-6 10-20 18-38 20z', '#7a5642'),
    b.fill(disc(108, 90, 4) + disc(132, 90, 4), INK),
    b.fill(disc(99, 99, 5) + disc(141, 99, 5), '#eba9a4'),
    b.line('M113 102q7 6 14 0', 2.5, '#a85a55'),
  ].join('');
}

export function teddy(b: Brush): string {
  return [
    b.floor(120, 206, 58),
    b.skin(disc(86, 64, 19)),
    b.skin(disc(154, 64, 19)),
    b.skin(oval(76, 146, 18, 30)),
    b.skin(oval(164, 146, 18, 30)),
    b.skin(oval(92, 190, 23, 17)),
    b.skin(oval(148, 190, 23, 17)),
    b.skin(oval(120, 152, 46, 48)),
    b.skin(disc(120, 92, 46)),
    b.fill(oval(120, 106, 20, 16), 'light'),
    b.fill(oval(120, 100, 8, 6), INK),
    b.fill(disc(102, 86, 5) + disc(138, 86, 5), INK),
    b.fill('M120 142c-22-14-34-2-26 6s20 2 26-6zM120 142c22-14 34-2 26 6s-20 2-26-6z', 'trim'),
  ].join('');
}

export function dinosaur(b: Brush): string {
  return [
    b.floor(124, 202, 64),
    b.fill(
      poly([96, 92], [110, 74], [116, 96], [134, 84], [136, 106], [154, 100], [152, 122], [172, 122], [164, 140]),
      'trim',
    ),
    b.skin(
      'M40 78c0-26 54-34 60-2 2 14 0 20 8 26 38 6 52 40 102 70-30 8-48 2-58-6l2 34h-26l-4-24h-22l-4 24H74l2-46c-10-22 2-36-4-48-22 6-32-10-32-28z',
    ),
    b.fill(disc(66, 72, 5), INK),
    b.line('M42 90c10 6 20 6 28 2', 3, 'deep'),
  ].join('');
}

export function horse(b: Brush): string {
  return [
    b.line('M36 184c30 24 138 24 168 0', 8, WOOD),
    b.line('M82 150l-14 44M104 154v44M150 154v44M170 148l14 44', 10, 'dark'),
    b.skin(
      'M58 156c-6-30 10-46 40-46h28c10-30 20-52 46-60l4-14 12 16 18 30-10 12-20-6c-2 30 8 66-14 76H84c-14 0-24-2-26-8z',
    ),
    b.line('M150 60c-14 14-20 30-26 48', 9, 'trim'),
    b.line('M58 130c-20 0-22 24-16 40', 8, 'trim'),
    b.fill(disc(178, 72, 4), INK),
    b.fill('M96 110h36c0 20-8 28-18 28s-18-8-18-28z', 'trim'),
  ].join('');
}

export function skull(b: Brush): string {
  return [
    b.floor(120, 200, 46),
    b.skin(
      'M48 106c0-42 32-64 72-64s72 22 72 64c0 26-12 40-26 48v30a10 10 0 0 1-10 10H84a10 10 0 0 1-10-10v-30c-14-8-26-22-26-48z',
    ),
    b.fill(oval(92, 112, 18, 21) + oval(148, 112, 18, 21) + poly([120, 132], [130, 152], [110, 152]), 'deep'),
    b.line('M100 172v20M120 172v20M140 172v20', 4, 'deep'),
    b.fill(heart(92, 111, 20) + heart(148, 111, 20), 'trim'),
  ].join('');
}

export function gnome(b: Brush): string {
  return [
    b.floor(120, 206, 44),
    b.fill(rect(86, 186, 28, 18, 7) + rect(126, 186, 28, 18, 7), INK),
    b.skin('M76 188c0-44 12-72 44-72s44 28 44 72z'),
    b.fill('M84 100c-2 40 12 70 36 76 24-6 38-36 36-76z', '#fbfaf7'),
    b.fill(disc(120, 104, 25), '#f4d6bb'),
    b.fill('M80 100c4-40 22-64 48-78 0 20 26 50 32 78-22-10-58-10-80 0z', 'trim'),
    b.fill(disc(120, 112, 8), '#e8a795'),
    b.fill(disc(110, 102, 3) + disc(130, 102, 3), INK),
  ].join('');
}
