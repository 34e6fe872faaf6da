import { INK, PAPER, STEEL, WOOD, type Brush } from '../brush.ts';
import { disc, oval, poly, rect } from '../paths.ts';

export function box(b: Brush): string {
  return [
    b.floor(120, 192, 80),
    b.skin(poly([48, 104], [148, 114], [148, 194], [48, 178])),
    b.skin(poly([148, 114], [196, 98], [196, 172], [148, 194])),
    b.dim(poly([148, 114], [196, 98], [196, 172], [148, 194]), 0.2),
    b.plain(poly([40, 84], [92, 68], [204, 78], [152, 98])),
    b.skin(poly([40, 84], [152, 98], [152, 120], [40, 104])),
    b.skin(poly([152, 98], [204, 78], [204, 100], [152, 120])),
    b.dim(poly([152, 98], [204, 78], [204, 100], [152, 120]), 0.26),
    b.line('M40 104l112 16 52-20', 2, 'dark'),
  ].join('');
}

export function tin(b: Brush): string {
  return [
    b.floor(120, 194, 66),
    b.skin('M58 84h124v94c0 10-28 16-62 16s-62-6-62-16z'),
    b.dim('M58 92h124v8H58z', 0.14),
    b.skin('M54 66h132v22c0 9-30 15-66 15s-66-6-66-15z'),
    b.fill(oval(120, 66, 66, 15), 'light'),
    b.line(oval(120, 66, 56, 11), 2.5, 'trim'),
    b.fill(oval(120, 62, 10, 5), 'trim'),
  ].join('');
}

export function jar(b: Brush): string {
  return [
    b.floor(120, 194, 54),
    b.skin('M70 96c0-10 12-14 18-18h64c6 4 18 8 18 18v84a14 14 0 0 1-14 14H84a14 14 0 0 1-14-14z'),
    b.fill(rect(78, 50, 84, 30, 8), 'trim'),
    b.dim(rect(78, 66, 84, 5), 0.16),
    b.fill(rect(86, 116, 68, 46, 6), PAPER),
    b.line('M98 132h44M98 146h30', 3, 'dark'),
    b.glow('M78 100h8v82h-8z', 0.5),
  ].join('');
}

export function bottle(b: Brush): string {
  return [
    b.floor(120, 204, 40),
    b.fill(rect(104, 30, 32, 18, 5), WOOD),
    b.skin('M106 48h28v38c0 12 22 20 22 44v62a12 12 0 0 1-12 12H96a12 12 0 0 1-12-12v-62c0-24 22-32 22-44z'),
    b.fill(rect(84, 132, 72, 46), PAPER),
    b.line('M96 148h48M104 162h32', 3, 'dark'),
    b.glow('M94 128h6v66h-6z', 0.55),
  ].join('');
}

export function basket(b: Brush): string {
  return [
    b.floor(120, 194, 70),
    b.line('M66 108c0-84 108-84 108 0', 9, 'deep'),
    b.skin('M42 104h156l-18 80a12 12 0 0 1-12 9H72a12 12 0 0 1-12-9z'),
    b.fill(rect(36, 96, 168, 18, 9), 'dark'),
    b.line('M48 136h144M54 162h132', 3, 'dark'),
  ].join('');
}

export function bucket(b: Brush): string {
  return [
    b.floor(120, 194, 54),
    b.line('M58 78c0-60 124-60 124 0', 4, STEEL),
    b.skin('M54 76h132l-18 108c-2 6-20 10-48 10s-46-4-48-10z'),
    b.fill(oval(120, 76, 66, 14), 'deep'),
    b.line('M62 116c30 10 86 10 116 0', 3, 'dark'),
  ].join('');
}

export function bin(b: Brush): string {
  return [
    b.floor(120, 198, 54),
    b.skin('M66 80h108l-8 116H74z'),
    b.line('M90 98l4 82M120 98v82M150 98l-4 82', 3, 'dark'),
    b.skin('M56 66h128v16H56z'),
    b.fill('M70 66c6-26 94-26 100 0z', 'dark'),
    b.fill(rect(108, 38, 24, 8, 4), 'deep'),
  ].join('');
}

export function cabinet(b: Brush): string {
  const knob = (x: number, y: number) => b.fill(disc(x, y, 5), 'trim');
  return [
    b.floor(120, 202, 66),
    b.fill(rect(70, 190, 12, 14) + rect(158, 190, 12, 14), 'deep'),
    b.skin(rect(58, 42, 124, 152, 8)),
    b.fill(rect(52, 36, 136, 12, 5), 'dark'),
    b.line(rect(70, 60, 100, 34, 4) + rect(70, 104, 100, 34, 4) + rect(70, 148, 100, 34, 4), 2.5, 'dark'),
    knob(120, 77),
    knob(120, 121),
    knob(120, 165),
  ].join('');
}

export function shelf(b: Brush): string {
  return [
    b.cast(rect(46, 50, 148, 150, 4)),
    b.fill(rect(46, 50, 148, 150, 6), 'deep'),
    b.skin(rect(46, 50, 12, 150, 3) + rect(182, 50, 12, 150, 3)),
    b.skin(rect(40, 46, 160, 12, 4) + rect(46, 118, 148, 11) + rect(46, 190, 148, 12, 3)),
    b.fill(rect(70, 84, 14, 34) + rect(88, 78, 12, 40), 'trim'),
    b.fill(rect(104, 88, 16, 30), 'light'),
    b.fill('M140 118v-18a12 12 0 0 1 24 0v18z', 'ground'),
    b.fill(rect(124, 160, 44, 30, 4), 'light'),
    b.fill(disc(90, 174, 15), 'trim'),
  ].join('');
}

export function chest(b: Brush): string {
  return [
    b.floor(120, 190, 80),
    b.skin('M42 112h156v68a9 9 0 0 1-9 9H51a9 9 0 0 1-9-9z'),
    b.skin('M42 112c0-34 20-52 46-52h64c26 0 46 18 46 52z'),
    b.fill(rect(38, 108, 164, 9, 3), 'deep'),
    b.fill(rect(66, 62, 10, 126) + rect(164, 62, 10, 126), 'dark'),
    b.fill(rect(108, 100, 24, 30, 5), '#d3a94e'),
    b.fill(disc(120, 112, 4), INK),
  ].join('');
}

export function moneyBox(b: Brush): string {
  return [
    b.floor(120, 190, 64),
    b.fill(rect(80, 164, 20, 26, 6) + rect(140, 164, 20, 26, 6), 'dark'),
    b.skin('M52 124c0-34 30-54 70-54s70 22 70 54-30 54-70 54-70-20-70-54z'),
    b.fill(poly([68, 88], [66, 58], [94, 74]), 'dark'),
    b.fill(oval(54, 130, 15, 18), 'dark'),
    b.fill(disc(49, 126, 3) + disc(49, 136, 3), 'deep'),
    b.fill(disc(84, 108, 5), INK),
    b.fill(rect(110, 74, 36, 6, 3), 'deep'),
    b.line('M190 112c16-4 20 16 6 16', 5, 'dark'),
    b.fill(disc(128, 52, 15), '#d3a94e'),
    b.line(disc(128, 52, 10), 2, '#a67c2c'),
  ].join('');
}

export function suitcase(b: Brush): string {
  return [
    b.floor(120, 190, 80),
    b.line('M94 76V58h52v18', 9, 'deep'),
    b.skin(rect(36, 76, 168, 112, 16)),
    b.fill(rect(62, 76, 14, 112) + rect(164, 76, 14, 112), 'trim'),
    b.dim(rect(36, 128, 168, 5), 0.2),
    b.fill(rect(104, 122, 32, 18, 4), '#d3a94e'),
  ].join('');
}

export function organiser(b: Brush): string {
  return [
    b.floor(120, 192, 58),
    b.turn(
      -7,
      92,
      120,
      b.fill(rect(86, 40, 12, 90, 3), '#edc85f'),
      b.fill(poly([86, 40], [98, 40], [92, 24]), '#e9c9a2'),
    ),
    b.fill(rect(116, 34, 10, 90, 5), '#5f8fc2'),
    b.turn(
      9,
      150,
      120,
      b.fill(rect(144, 46, 12, 80, 3), '#c5443f'),
      b.fill(poly([144, 46], [156, 46], [150, 30]), '#e9c9a2'),
    ),
    b.skin(rect(64, 92, 112, 98, 10)),
    b.fill(oval(120, 93, 52, 7), 'deep'),
    b.line('M102 96v92M140 96v92', 2.5, 'dark'),
  ].join('');
}

export function parcel(b: Brush): string {
  return [
    b.floor(120, 192, 76),
    b.skin(rect(46, 84, 148, 108, 7)),
    b.dim(rect(46, 84, 148, 12), 0.08),
    b.fill(rect(112, 84, 16, 108), 'trim'),
    b.fill(rect(46, 126, 148, 14), 'trim'),
    b.fill('M120 84c-34-4-52-14-46-28s32-2 46 28zM120 84c34-4 52-14 46-28s-32-2-46 28z', 'trim'),
    b.dim('M120 84c-24-6-36-13-33-20s20 0 33 20zM120 84c24-6 36-13 33-20s-20 0-33 20z', 0.2),
    b.fill(disc(120, 82, 9), 'trim'),
  ].join('');
}
