import { INK, LEAF, STEEL, TWINE, WOOD, type Brush } from '../brush.ts';
import { disc, heart, leaf, oval, poly, rect } from '../paths.ts';

export function plantPot(b: Brush): string {
  return [
    b.floor(120, 200, 48),
    b.fill(leaf(112, 110, 62, -34, 0.36) + leaf(128, 110, 62, 34, 0.36), LEAF),
    b.fill(leaf(120, 112, 74, 0, 0.34), '#6d8a60'),
    b.fill(leaf(106, 112, 44, -64, 0.36) + leaf(134, 112, 44, 64, 0.36), '#93ad82'),
    b.skin('M68 122h104l-14 72a9 9 0 0 1-9 7H91a9 9 0 0 1-9-7z'),
    b.skin(rect(60, 104, 120, 24, 7)),
    b.dim(rect(66, 126, 108, 5), 0.16),
  ].join('');
}

export function wateringCan(b: Brush): string {
  return [
    b.floor(130, 198, 54),
    b.line('M108 96c0-60 74-60 76 0', 8, 'dark'),
    b.line('M186 116c32 0 32 56-4 60', 9, 'dark'),
    b.skin(poly([92, 140], [40, 78], [52, 70], [98, 112])),
    b.skin(poly([24, 84], [54, 56], [60, 66], [36, 94])),
    b.skin('M84 100h104v86a11 11 0 0 1-11 11H95a11 11 0 0 1-11-11z'),
    b.fill(oval(136, 100, 52, 10), 'deep'),
  ].join('');
}

export function tools(b: Brush): string {
  return [
    b.turn(
      -16,
      92,
      120,
      b.skin(rect(82, 40, 20, 78, 10)),
      b.fill(rect(88, 112, 8, 26), STEEL),
      b.fill('M70 134h44v34c0 22-16 34-22 38-6-4-22-16-22-38z', STEEL),
    ),
    b.turn(
      16,
      148,
      120,
      b.skin(rect(138, 40, 20, 78, 10)),
      b.fill(rect(144, 112, 8, 26), STEEL),
      b.fill('M128 138h40v12h-3v50h-8v-50h-5v50h-8v-50h-5v50h-8v-50h-3z', STEEL),
    ),
  ].join('');
}

export function birdhouse(b: Brush): string {
  return [
    b.line('M120 40V12', 3, TWINE),
    b.floor(120, 208, 44),
    b.skin(poly([68, 98], [120, 58], [172, 98], [166, 200], [74, 200])),
    b.fill(poly([120, 34], [204, 98], [194, 110], [120, 56], [46, 110], [36, 98]), 'trim'),
    b.fill(disc(120, 122, 20), INK),
    b.line('M120 156v16', 6, WOOD),
    b.line('M76 180h88', 2, 'dark'),
  ].join('');
}

export function marker(b: Brush): string {
  return [
    b.floor(120, 212, 20),
    b.line('M120 124v88', 7, STEEL),
    b.cast(rect(62, 44, 116, 84, 14)),
    b.skin(rect(62, 44, 116, 84, 14)),
    b.line('M82 76h76M82 96h50', 5, 'deep'),
    b.fill(leaf(150, 112, 26, 20, 0.4), LEAF),
  ].join('');
}

export function house(b: Brush): string {
  return [
    b.floor(120, 204, 74),
    b.skin(poly([56, 108], [120, 52], [184, 108], [184, 204], [56, 204])),
    b.fill(poly([120, 34], [206, 108], [194, 120], [120, 58], [46, 120], [34, 108]), 'deep'),
    b.fill('M104 204v-44a16 16 0 0 1 32 0v44z', 'trim'),
    b.fill(rect(70, 130, 26, 26, 3) + rect(144, 130, 26, 26, 3), '#cfe4ea'),
    b.fill(heart(120, 106, 26), 'trim'),
  ].join('');
}

export function ladder(b: Brush): string {
  return b.turn(
    9,
    120,
    120,
    b.skin(rect(76, 28, 14, 186, 5)),
    b.skin(rect(150, 28, 14, 186, 5)),
    b.skin(
      rect(82, 52, 76, 12, 3) +
        rect(82, 88, 76, 12, 3) +
        rect(82, 124, 76, 12, 3) +
        rect(82, 160, 76, 12, 3) +
        rect(82, 194, 76, 12, 3),
    ),
  );
}

export function brush(b: Brush): string {
  return b.turn(
    34,
    120,
    120,
    b.cast(rect(84, 130, 72, 62, 6)),
    b.skin(rect(108, 20, 24, 92, 12)),
    b.skin(rect(78, 104, 84, 34, 9)),
    b.fill('M82 138h76l6 64h-88z', '#e5cfa4'),
    b.line('M94 144l-4 54M108 144l-2 56M122 144v56M136 144l2 56M148 144l4 54', 2, '#b89a68'),
  );
}

export function soap(b: Brush): string {
  return [
    b.floor(120, 186, 78),
    b.skin('M46 132c0-30 34-44 74-44s74 14 74 44v14c0 26-34 38-74 38s-74-12-74-38z'),
    b.fill(oval(120, 130, 56, 24), 'light'),
    b.line('M96 130h48', 6, 'dark'),
    b.glow(disc(70, 62, 17) + disc(106, 46, 11) + disc(172, 66, 14), 0.55),
  ].join('');
}

export function shell(b: Brush): string {
  return [
    b.cast('M120 196c-14-12-84-46-84-104 0-34 36-52 84-52s84 18 84 52c0 58-70 92-84 104z'),
    b.skin('M120 196c-14-12-84-46-84-104 0-34 36-52 84-52s84 18 84 52c0 58-70 92-84 104z'),
    b.line(
      'M120 190V42M118 188C96 150 82 100 84 46M122 188c22-38 36-88 34-142M114 184C76 150 54 110 52 66M126 184c38-34 60-74 62-118',
      3,
      'dark',
    ),
  ].join('');
}

export function hammock(b: Brush): string {
  return [
    b.line('M14 60l40 34M226 60l-40 34', 4, TWINE),
    b.skin('M54 88c26 96 106 96 132 0 8 0 6 14 2 26-26 88-110 88-136 0-4-12-6-26 2-26z'),
    b.line('M56 96c26 86 102 86 128 0', 4, 'trim'),
  ].join('');
}

export function fridge(b: Brush): string {
  return [
    b.floor(120, 206, 54),
    b.skin(rect(68, 32, 104, 172, 14)),
    b.line('M68 90h104', 3, 'deep'),
    b.line('M84 56v20M84 106v34', 6, STEEL),
    b.fill(heart(140, 130, 24), 'trim'),
  ].join('');
}
