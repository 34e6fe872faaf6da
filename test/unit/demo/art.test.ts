import { Window } from 'happy-dom';
import { describe, expect, test } from 'vitest';

import { createBrush } from '../../../demo/art/brush.ts';
import { drawArt } from '../../../demo/art/draw.ts';
import { FINISHES, type Finish } from '../../../demo/art/finish.ts';
import { createPalette, NEUTRAL, toHexColour } from '../../../demo/art/palette.ts';
import { allSilhouettes, findSilhouette } from '../../../demo/art/silhouettes.ts';
import * as storage from '../../../demo/art/shapes/storage.ts';

const KINDS =
  `art,bag,basket,bauble,bell,bird,book,bottle,bowl,box,bracelet,bunting,butterfly,cabinet,cake stand,calendar,candle,
  candlestick,card,case,chair,chalkboard,charm,chest,clock,coaster,cup,cushion cover,cutlery,decoration,doily,doll,doormat,
  doorstop,earring,egg,feather,flower,frame,game,garland,glove,hair clip,hanger,heart,hook,hot water bottle,incense,jar,
  jigsaw,jug,key ring,knob,lamp,lampshade,lantern,letter,light,lunch box,magnet,mirror,mug,napkin,necklace,notebook,
  parasol,pen,pencil,plate,playing card,purse,rabbit,ribbon,ring,rose,scissor,sign,snowflake,spoon,star,sticker,t-light
  holder,tape,teapot,teddy,thermometer,tin,tissue,toadstool,towel,tray,tree,umbrella,wallet,watering can,wrap,wreath`
    .replaceAll(/\s*\n\s*/g, ' ')
    .split(',');

const article = (over: Partial<Parameters<typeof drawArt>[0]> = {}) => ({
  id: '85123A',
  title: 'White hanging heart t-light holder',
  kind: 't-light holder' as string | undefined,
  colours: ['white'],
  materials: [],
  motifs: ['heart'],
  ...over,
});

/** What is wrong with `xml`, read as a browser reads an SVG image; undefined for a whole document. */
function faultOf(xml: string): string | undefined {
  const stack: string[] = [];
  for (const [, close, name = '', attributes = '', selfClosed] of xml.matchAll(
    /<(\/?)([\w]+)((?:\s+[\w:-]+="[^"<&]*")*)\s*(\/?)>/g,
  )) {
    if (close) {
      if (stack.pop() !== name) return `</${name}> closes nothing`;
    } else if (!selfClosed) stack.push(name);
    if (/NaN|undefined|Infinity|\[object/.test(attributes)) return `${name}: ${attributes}`;
  }
  if (stack.length > 0) return `<${stack.join('><')}> stays open`;
  // every "<" began one of the tags above, and there is no text between them
  const left = xml.replaceAll(/<\/?[\w]+(?:\s+[\w:-]+="[^"<&]*")*\s*\/?>/g, '');
  return left === '' ? undefined : `stray text: ${left.slice(0, 60)}`;
}

describe('art', () => {
  test.each(KINDS)('draws a %s of its own, well formed', (kind) => {
    expect(findSilhouette(kind, '').draw).not.toBe(storage.parcel);
    expect(faultOf(drawArt(article({ kind, title: kind })))).toBeUndefined();
  });

  test('draws well over a hundred silhouettes, no two of them alike', () => {
    const brush = createBrush(createPalette(['red'], [], 1), { hasMotif: true, opacity: 1 });
    const drawings = [...new Set(allSilhouettes().map(({ draw }) => draw))].map((draw) => draw(brush));
    expect(drawings.length).toBeGreaterThan(100);
    expect(new Set(drawings).size).toBe(drawings.length);
    for (const drawing of drawings) expect(faultOf(drawing)).toBeUndefined();
  });

  test.each(Object.keys(FINISHES) as Finish[])('knows the surface %s as a well-formed overlay', (finish) => {
    expect(faultOf(FINISHES[finish])).toBeUndefined();
    expect(FINISHES[finish]).toContain('id="f"');
  });

  test('is the same bytes for the same attributes, and others for others', () => {
    const svg = drawArt(article());
    expect(drawArt(article())).toBe(svg);
    for (const over of [{ colours: ['red'] }, { motifs: ['star'] }, { materials: ['wood'] }, { kind: 'mug' }]) {
      expect(drawArt(article(over))).not.toBe(svg);
    }
  });

  test('is a parcel where neither kind nor title says what it is', () => {
    expect(findSilhouette(undefined, 'Zorgle blimp').draw).toBe(storage.parcel);
    expect(faultOf(drawArt(article({ kind: undefined, title: 'Zorgle blimp' })))).toBeUndefined();
  });

  test.each([
    ['bag', 'Lunch bag red retrospot', 'lunch bag'],
    ['lantern', 'Paper lantern 9 point snow star', 'paper lantern'],
    [undefined, 'Clear milkshake glass', 'glass'],
    ['boudicca bracelet', 'Boudicca bracelet', 'bracelet'],
  ])('looks at the title where the kind (%s) alone is too broad: %s', (kind, title, drawnAs) => {
    expect(findSilhouette(kind, title).draw).toBe(findSilhouette(drawnAs, '').draw);
  });

  test('uses a named colour, and a plain stone where none is known rather than an invented one', () => {
    expect(createPalette(['red'], [], 1).base).toBe(toHexColour('red'));
    expect(createPalette([], [], 1).base).toBe(NEUTRAL);
    expect(createPalette(['dark red'], [], 1).base).toBe(toHexColour('red'));
    for (let seed = 0; seed < 50; seed++) expect(createPalette([], ['felt'], seed).base).toBe(NEUTRAL);
  });

  test('takes no text of the shop into the document', () => {
    const hostile = '"><script>alert(1)</script>&';
    const svg = drawArt(
      article({
        id: hostile,
        title: hostile,
        kind: hostile,
        colours: [hostile],
        motifs: [hostile],
        materials: [hostile],
      }),
    );
    expect(faultOf(svg)).toBeUndefined();
    expect(svg).not.toMatch(/script|alert/);
  });

  test('is read by a parser as one SVG element', () => {
    const { DOMParser } = new Window();
    const root = new DOMParser().parseFromString(drawArt(article()), 'image/svg+xml').documentElement;
    expect(root.localName).toBe('svg');
  });
});
