import { disc, heart, leaf, n, oval, poly, rect, star } from './paths.ts';

/** A repeating tile: its size, and what is drawn on it in `ink` (and, rarely, in colours the motif itself fixes). */
interface Tile {
  readonly width: number;
  readonly height: number;
  draw(ink: string): string;
}

const fill = (ink: string, ...paths: string[]) => paths.map((d) => `<path d="${d}" fill="${ink}"/>`).join('');
/** One shape at the corner and one in the middle: a half-drop repeat of width 40. */
const halfDrop = (shape: (x: number, y: number, ink: string) => string, size = 40): Tile => ({
  width: size,
  height: size,
  draw: (ink) => shape(size / 4, size / 4, ink) + shape((size * 3) / 4, (size * 3) / 4, ink),
});

const blossom = (x: number, y: number, r: number, ink: string, heart_ = '#f5d37c') =>
  fill(ink, ...[0, 72, 144, 216, 288].map((angle) => leaf(x, y, r, angle, 0.6))) + fill(heart_, disc(x, y, r * 0.28));

const bird = (x: number, y: number, ink: string) =>
  fill(ink, `M${x - 9} ${y + 1}c3-7 9-8 13-5l5-1-3 4c0 6-5 9-11 8l-6 3z`);

const rabbit = (x: number, y: number, ink: string) =>
  fill(ink, oval(x, y + 4, 6, 6), oval(x, y - 3, 4, 4), leaf(x - 1.5, y - 4, 9, -12), leaf(x + 1.5, y - 4, 9, 12));

const butterfly = (x: number, y: number, ink: string) =>
  fill(ink, leaf(x, y, 11, -58, 0.6), leaf(x, y, 11, 58, 0.6), leaf(x, y, 8, -125, 0.6), leaf(x, y, 8, 125, 0.6));

const skull = (x: number, y: number, ink: string) =>
  `<path fill-rule="evenodd" fill="${ink}" d="${disc(x, y, 8)}${disc(x - 3, y, 2)}${disc(x + 3, y, 2)}"/>` +
  fill(ink, rect(x - 4, y + 6, 8, 5, 1));

const cherry = (x: number, y: number, ink: string) =>
  fill(ink, disc(x - 4, y + 4, 4), disc(x + 5, y + 5, 4)) +
  `<path d="M${x - 4} ${y}q1-7 6-9q0 5 3 10" fill="none" stroke="${ink}" stroke-width="1.5"/>`;

const toadstool = (x: number, y: number, ink: string) =>
  fill(ink, `M${x - 9} ${y}a9 8 0 0 1 18 0z`, rect(x - 2.5, y, 5, 8, 2));

const paisley = (x: number, y: number, ink: string) =>
  `<path d="M${x} ${y - 11}c9 3 11 15 3 20c-7 4-14-2-11-9c2-5 9-5 8-11z" fill="none" stroke="${ink}" stroke-width="2.4"/>` +
  fill(ink, disc(x + 0.5, y + 2.5, 2.4));

const rocket = (x: number, y: number, ink: string) =>
  fill(ink, leaf(x, y + 9, 20, 0, 0.45), poly([x - 7, y + 9], [x, y], [x + 7, y + 9]), star(x + 11, y - 8, 3));

const snowflake = (x: number, y: number, ink: string) =>
  `<path d="${[0, 60, 120]
    .map((angle) => {
      const [dx, dy] = [8 * Math.cos((angle * Math.PI) / 180), 8 * Math.sin((angle * Math.PI) / 180)];
      return `M${n(x - dx)} ${n(y - dy)}L${n(x + dx)} ${n(y + dy)}`;
    })
    .join('')}" stroke="${ink}" stroke-width="2" stroke-linecap="round"/>`;

const doll = (x: number, y: number, ink: string) =>
  `<path fill-rule="evenodd" fill="${ink}" d="${oval(x, y + 4, 7, 8)}${disc(x, y - 6, 5.5)}${disc(x, y - 6, 3)}${disc(x, y + 4, 2.5)}"/>`;

const strawberry = (x: number, y: number, ink: string) =>
  fill(
    ink,
    `M${x} ${y + 10}c-6-3-9-9-7-13c3-3 11-3 14 0c2 4-1 10-7 13z`,
    leaf(x, y - 3, 7, -50),
    leaf(x, y - 3, 7, 50),
  );

const crown = (x: number, y: number, ink: string) =>
  fill(ink, poly([x - 9, y + 6], [x - 9, y - 6], [x - 4, y], [x, y - 8], [x + 4, y], [x + 9, y - 6], [x + 9, y + 6]));

const tree = (x: number, y: number, ink: string) =>
  fill(
    ink,
    poly([x, y - 11], [x + 8, y + 2], [x - 8, y + 2]),
    poly([x, y - 4], [x + 10, y + 9], [x - 10, y + 9]),
    rect(x - 1.5, y + 9, 3, 3),
  );

const apple = (x: number, y: number, ink: string) =>
  fill(ink, `M${x} ${y - 4}c5-4 10 0 9 6c-1 5-5 9-9 7c-4 2-8-2-9-7c-1-6 4-10 9-6z`, leaf(x, y - 5, 6, 35));

const stripes = (width: number): Tile => ({ width, height: 10, draw: (ink) => fill(ink, rect(0, 0, width / 2, 10)) });

const GINGHAM: Tile = {
  width: 20,
  height: 20,
  draw: (ink) =>
    `<g opacity=".5">${fill(ink, rect(0, 0, 10, 20))}</g><g opacity=".5">${fill(ink, rect(0, 0, 20, 10))}</g>`,
};

const LACE: Tile = {
  width: 20,
  height: 20,
  draw: (ink) =>
    `<path d="${disc(10, 10, 7)}${disc(0, 0, 3.5)}${disc(20, 0, 3.5)}${disc(0, 20, 3.5)}${disc(20, 20, 3.5)}" fill="none" stroke="${ink}" stroke-width="1.8"/>`,
};

/** The one motif whose colours are fixed by what it is. */
const UNION_JACK: Tile = {
  width: 160,
  height: 110,
  draw: () =>
    `<path fill="#34507f" d="M0 0h160v110H0z"/><path stroke="#fbfaf7" stroke-width="20" d="M0 0l160 110M160 0L0 110"/><path stroke="#c5443f" stroke-width="8" d="M0 0l160 110M160 0L0 110"/><path stroke="#fbfaf7" stroke-width="34" d="M80 0v110M0 55h160"/><path stroke="#c5443f" stroke-width="20" d="M80 0v110M0 55h160"/>`,
};

const TILES: readonly (readonly [RegExp, Tile])[] = [
  [/union|jack|flag|britain|british/, UNION_JACK],
  [/retro ?spot/, halfDrop((x, y, ink) => fill(ink, disc(x, y, 8)), 36)],
  [/polka|spot|dot/, halfDrop((x, y, ink) => fill(ink, disc(x, y, 4.5)), 24)],
  [/gingham|check|tartan|picnic/, GINGHAM],
  [/strip|circus|ticking|deckchair/, stripes(18)],
  [/lace|doily|doilies|crochet/, LACE],
  [/paisley|baroque|damask|filigree|flock|scroll/, halfDrop(paisley, 48)],
  [/heart|love|sweetheart|valentine/, halfDrop((x, y, ink) => fill(ink, heart(x, y, 15)))],
  [/snow|christmas|xmas|nordic|scandinavian|winter|holly/, halfDrop(snowflake)],
  [/fir|tree/, halfDrop(tree, 44)],
  [/star|space|orbit/, halfDrop((x, y, ink) => fill(ink, star(x, y, 8.5)))],
  [/rocket|spaceboy|robot/, halfDrop(rocket, 48)],
  [
    /daisy/,
    halfDrop(
      (x, y, ink) =>
        fill(ink, ...Array.from({ length: 8 }, (_, i) => leaf(x, y, 10, i * 45, 0.3))) + fill('#f0c75e', disc(x, y, 3)),
    ),
  ],
  [/strawberr|tutti|frutti|fruit/, halfDrop(strawberry, 44)],
  [/cherr/, halfDrop(cherry)],
  [/apple|pear\b/, halfDrop(apple)],
  [/woodland|toadstool|mushroom/, halfDrop(toadstool, 44)],
  [/skull|pirate/, halfDrop(skull, 44)],
  [/butterfl|moth/, halfDrop(butterfly, 44)],
  [/bird|owl|hen|chick|cockerel|dove|robin|duck|swallow/, halfDrop(bird, 44)],
  [/rabbit|bunny|easter/, halfDrop(rabbit, 44)],
  [/crown|regal|royal|regency|jubilee|king|queen/, halfDrop(crown, 48)],
  [/babushka|dolly|doll|girl|matryoshka/, halfDrop(doll, 44)],
  [
    /leaf|leaves|botanical|fern|garden|herb/,
    halfDrop((x, y, ink) => fill(ink, leaf(x - 4, y + 8, 18, 30), leaf(x - 4, y + 8, 12, -30))),
  ],
  [
    /flower|floral|rose|blossom|daisies|poppy|lavender|pansy|lily|hyacinth|folk|morris/,
    halfDrop((x, y, ink) => blossom(x, y, 10, ink)),
  ],
];

/** The repeating pattern of the first motif that has one: `<pattern id="m">`, or undefined. */
export function motifPattern(motifs: readonly string[], ink: string): string | undefined {
  const tile = motifs.map((name) => TILES.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1]).find(Boolean);
  if (!tile) return undefined;
  const offset = tile === UNION_JACK ? ' x="40" y="72"' : '';
  return `<pattern id="m"${offset} width="${tile.width}" height="${tile.height}" patternUnits="userSpaceOnUse">${tile.draw(ink)}</pattern>`;
}
