// Path data of the simple forms that every drawing is made of, on a square of 240 units.

export function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function rect(x: number, y: number, width: number, height: number, radius = 0): string {
  const r = Math.min(radius, width / 2, height / 2);
  if (r <= 0) return `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}z`;
  const arc = (dx: number, dy: number) => `a${n(r)} ${n(r)} 0 0 1 ${n(dx)} ${n(dy)}`;
  return `M${n(x + r)} ${n(y)}h${n(width - 2 * r)}${arc(r, r)}v${n(height - 2 * r)}${arc(-r, r)}h${n(2 * r - width)}${arc(-r, -r)}v${n(2 * r - height)}${arc(r, -r)}z`;
}

export function oval(x: number, y: number, rx: number, ry: number): string {
  return `M${n(x - rx)} ${n(y)}a${n(rx)} ${n(ry)} 0 1 1 ${n(2 * rx)} 0a${n(rx)} ${n(ry)} 0 1 1 ${n(-2 * rx)} 0z`;
}

export function disc(x: number, y: number, radius: number): string {
  return oval(x, y, radius, radius);
}

export function poly(...points: readonly (readonly [number, number])[]): string {
  return `M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}z`;
}

/** A heart `size` wide and nearly as high, centred. */
export function heart(x: number, y: number, size: number): string {
  const s = size / 100;
  const at = (dx: number, dy: number) => `${n(x + dx * s)} ${n(y + dy * s)}`;
  return `M${at(0, 45)}C${at(-22, 26)} ${at(-50, 6)} ${at(-50, -18)}C${at(-50, -36)} ${at(-38, -46)} ${at(-25, -46)}C${at(-13, -46)} ${at(-4, -38)} ${at(0, -27)}C${at(4, -38)} ${at(13, -46)} ${at(25, -46)}C${at(38, -46)} ${at(50, -36)} ${at(50, -18)}C${at(50, 6)} ${at(22, 26)} ${at(0, 45)}z`;
}

export function star(x: number, y: number, radius: number, points = 5, inner = 0.46): string {
  return poly(
    ...Array.from({ length: points * 2 }, (_, index) => {
      const angle = (Math.PI * index) / points - Math.PI / 2;
      const r = index % 2 === 0 ? radius : radius * inner;
      return [x + r * Math.cos(angle), y + r * Math.sin(angle)] as const;
    }),
  );
}

/** Where `count` things stand evenly on an oval, from the top clockwise. */
export function around(x: number, y: number, rx: number, ry: number, count: number): [number, number, number][] {
  return Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count - Math.PI / 2;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle), (angle * 180) / Math.PI];
  });
}

/** Points of a hanging line between two ends, evenly in x; `sag` is its depth. */
export function sagging(x1: number, x2: number, y: number, sag: number, count: number): [number, number][] {
  return Array.from({ length: count }, (_, index) => {
    const t = count === 1 ? 0.5 : index / (count - 1);
    return [x1 + (x2 - x1) * t, y + sag * 4 * t * (1 - t)];
  });
}

/** A leaf from (x, y), `length` long, turned by `angle` degrees from upright. */
export function leaf(x: number, y: number, length: number, angle: number, width = 0.42): string {
  const turn = (dx: number, dy: number) => {
    const a = (angle * Math.PI) / 180;
    return `${n(x + dx * Math.cos(a) - dy * Math.sin(a))} ${n(y + dx * Math.sin(a) + dy * Math.cos(a))}`;
  };
  const w = length * width;
  return `M${n(x)} ${n(y)}C${turn(-w, -length * 0.35)} ${turn(-w * 0.7, -length * 0.85)} ${turn(0, -length)}C${turn(w * 0.7, -length * 0.85)} ${turn(w, -length * 0.35)} ${n(x)} ${n(y)}z`;
}
