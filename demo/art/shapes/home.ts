import { INK, LEAF, PAPER, TWINE, WOOD, type Brush } from '../brush.ts';
import { disc, heart, leaf, oval, rect } from '../paths.ts';

export function clock(b: Brush): string {
  const ticks = Array.from({ length: 12 }, (_, hour) =>
    b.turn(hour * 30, 120, 120, b.fill(rect(118, 66, 4, hour % 3 === 0 ? 13 : 8, 2), INK)),
  );
  return [
    b.cast(disc(120, 120, 78)),
    b.skin(disc(120, 120, 78)),
    b.fill(disc(120, 120, 62), PAPER),
    b.dim(disc(120, 120, 62), 0.03),
    b.line(disc(120, 120, 62), 2.5, 'dark'),
    ...ticks,
    b.line('M120 120l-23-20', 6, INK),
    b.line('M120 120l34-27', 4, INK),
    b.fill(disc(120, 120, 6), 'deep'),
  ].join('');
}

export function alarmClock(b: Brush): string {
  return [
    b.floor(120, 198, 58),
    b.fill(rect(74, 176, 18, 22, 6) + rect(148, 176, 18, 22, 6), 'dark'),
    b.skin('M60 80a26 26 0 0 1 40-26zM180 80a26 26 0 0 0-40-26z'),
    b.line('M120 46V34M108 34h24', 6, 'deep'),
    b.skin(disc(120, 124, 64)),
    b.fill(disc(120, 124, 50), PAPER),
    b.line('M120 124V92M120 124l22 12', 5, INK),
    b.line('M120 82v6M120 160v6M78 124h6M156 124h6', 4, INK),
    b.fill(disc(120, 124, 5), 'deep'),
  ].join('');
}

export function frame(b: Brush): string {
  return [
    b.cast(rect(52, 42, 136, 160, 8)),
    b.skin(rect(52, 42, 136, 160, 8)),
    b.dim(rect(70, 60, 100, 124, 3), 0.3),
    b.fill(rect(72, 62, 96, 120, 2), PAPER),
    b.fill(rect(84, 74, 72, 96), '#cfe0e4'),
    b.fill(disc(136, 96, 11), '#f5d37c'),
    b.fill('M84 150l24-30 20 22 12-12 16 18v22H84z', LEAF),
  ].join('');
}

export function wallArt(b: Brush): string {
  return [
    b.cast(rect(48, 48, 144, 148, 4)),
    b.skin(rect(48, 48, 144, 148, 4)),
    b.line(rect(62, 62, 116, 120, 2), 2.5, 'trim'),
    b.fill(disc(120, 116, 40), 'light'),
    b.line('M120 170V96', 4, 'deep'),
    b.fill(leaf(120, 130, 40, -48, 0.4) + leaf(120, 116, 40, 46, 0.4) + leaf(120, 102, 38, -4, 0.4), 'deep'),
    b.fill(leaf(120, 150, 28, -62, 0.4) + leaf(120, 146, 26, 62, 0.4), 'dark'),
  ].join('');
}

export function sign(b: Brush): string {
  return [
    b.line('M74 92l46-56 46 56', 3.5, TWINE),
    b.fill(disc(120, 36, 5), INK),
    b.cast(rect(34, 90, 172, 92, 9)),
    b.skin(rect(34, 90, 172, 92, 9)),
    b.line(rect(44, 100, 152, 72, 5), 2, 'trim'),
    b.line('M70 122h100M86 138h68M70 154h100', 6, 'deep'),
  ].join('');
}

export function hotWaterBottle(b: Brush): string {
  return [
    b.cast('M96 70h48c4 12 32 10 32 36v76a20 20 0 0 1-20 20H84a20 20 0 0 1-20-20v-76c0-26 28-24 32-36z'),
    b.fill(rect(104, 34, 32, 16, 6), 'deep'),
    b.fill(rect(100, 46, 40, 28, 6), 'dark'),
    b.skin('M96 70h48c4 12 32 10 32 36v76a20 20 0 0 1-20 20H84a20 20 0 0 1-20-20v-76c0-26 28-24 32-36z'),
    b.line('M92 78h56', 5, 'trim'),
    b.fill(heart(120, 142, 44), 'trim'),
  ].join('');
}

export function thermometer(b: Brush): string {
  return [
    b.cast(rect(84, 30, 72, 180, 14)),
    b.skin(rect(84, 30, 72, 180, 14)),
    b.fill(rect(112, 52, 14, 118, 7), PAPER),
    b.fill(disc(119, 174, 15), '#c5443f'),
    b.fill(rect(115, 100, 8, 70), '#c5443f'),
    b.line('M132 66h10M132 84h10M132 102h10M132 120h10M132 138h10', 2.5, INK),
  ].join('');
}

export function chalkboard(b: Brush): string {
  return [
    b.line('M84 62l36-32 36 32', 3, TWINE),
    b.cast(rect(40, 60, 160, 126, 8)),
    b.skin(rect(40, 60, 160, 126, 8)),
    b.fill(rect(52, 72, 136, 102, 3), '#3f4a48'),
    b.line('M70 96h60M70 116h84M70 136h48', 3.5, '#e8ece6'),
    b.line(heart(158, 148, 26), 3, '#e8b8c2'),
    b.fill(rect(96, 182, 48, 7, 3), WOOD),
  ].join('');
}

export function umbrella(b: Brush): string {
  return [
    b.line('M120 36v136c0 30 36 30 36 4', 6, WOOD),
    b.skin(
      'M24 128C30 72 70 40 120 40s90 32 96 88c-12-12-26-14-36 0-14-16-28-16-38 0-8-14-36-14-44 0-10-16-24-16-38 0-10-14-24-12-36 0z',
    ),
    b.line('M98 128c0-40 10-70 22-88 12 18 22 48 22 88M60 128c8-44 30-74 60-88 30 14 52 44 60 88', 2, 'dark'),
    b.fill(rect(117, 26, 6, 18, 3), INK),
  ].join('');
}

export function parasol(b: Brush): string {
  return [
    b.line('M120 128L176 210', 6, WOOD),
    b.turn(
      -12,
      120,
      108,
      b.skin(oval(120, 108, 92, 72)),
      ...Array.from({ length: 8 }, (_, index) => b.turn(index * 45, 120, 108, b.line('M120 108V40', 1.8, 'dark'))),
      b.fill(disc(120, 108, 9), 'deep'),
      b.line(oval(120, 108, 92, 72), 3, 'dark'),
    ),
  ].join('');
}

export function fan(b: Brush): string {
  const ribs = Array.from({ length: 9 }, (_, index) =>
    b.turn(-64 + index * 16, 120, 188, b.line('M120 188V62', 2, 'dark')),
  );
  return [
    b.cast('M120 188L14 128A122 122 0 0 1 226 128z'),
    b.skin('M120 188L14 128A122 122 0 0 1 226 128z'),
    ...ribs,
    b.fill('M120 192l-44-24a50 50 0 0 1 88 0z', WOOD),
    b.fill(disc(120, 188, 7), INK),
  ].join('');
}

export function toilet(b: Brush): string {
  return [
    b.floor(120, 192, 56),
    b.skin('M72 76h96v104c0 14-96 14-96 0z'),
    b.fill(oval(120, 76, 48, 15), 'light'),
    b.fill(oval(120, 76, 17, 6), 'deep'),
    b.plain('M168 92h24v74h-24z'),
    b.line('M72 112h96', 1.5, 'dark'),
  ].join('');
}

export function letter(b: Brush): string {
  return [
    b.floor(120, 196, 66),
    b.skin('M104 52h34l50 144h-38l-9-28H98l-9 28H52zM106 140h28l-14-46z'),
    b.dim('M138 52l50 144h-12L126 52z', 0.16),
  ].join('');
}

export function fridgeNumber(b: Brush): string {
  return [
    b.cast(rect(66, 44, 108, 156, 12)),
    b.skin(rect(66, 44, 108, 156, 12)),
    b.line(rect(78, 56, 84, 132, 7), 2.5, 'trim'),
    b.line('M98 96c4-26 46-22 42 4-3 18-28 30-42 56h46', 11, 'deep'),
  ].join('');
}

export function globe(b: Brush): string {
  return [
    b.floor(120, 202, 46),
    b.fill('M112 176h16l6 16h20v10H86v-10h20z', WOOD),
    b.line('M172 62a80 80 0 0 1-104 118', 6, WOOD),
    b.skin(disc(120, 108, 66)),
    b.fill(
      'M84 74c20-18 40-4 34 12s-24 6-22 24-24 2-22-10 4-20 10-26zM136 108c20-8 38 4 32 22s-24 22-30 8-14-24-2-30z',
      'trim',
    ),
    b.glow(oval(98, 78, 14, 9), 0.5),
  ].join('');
}
