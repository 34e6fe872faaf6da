import type { Drawing } from './brush.ts';
import type { Finish } from './finish.ts';
import * as bags from './shapes/bags.ts';
import * as figures from './shapes/figures.ts';
import * as furniture from './shapes/furniture.ts';
import * as garden from './shapes/garden.ts';
import * as home from './shapes/home.ts';
import * as jewellery from './shapes/jewellery.ts';
import * as kitchen from './shapes/kitchen.ts';
import * as lights from './shapes/lights.ts';
import * as nature from './shapes/nature.ts';
import * as paper from './shapes/paper.ts';
import * as play from './shapes/play.ts';
import * as season from './shapes/season.ts';
import * as stationery from './shapes/stationery.ts';
import * as storage from './shapes/storage.ts';
import * as textile from './shapes/textile.ts';

export interface Silhouette {
  readonly draw: Drawing;
  /** How its surface usually takes the light, where no material is named. */
  readonly finish: Finish;
}

/** Drawing, its usual finish, and the kinds it is for; of several that fit, the first. */
const ROWS: readonly (readonly [Drawing, Finish, string])[] = [
  [lights.tLightHolder, 'glass', 't-?light holder|tea ?light holder|votive|candle ?pot|candle ?holder|oil burner|oil'],
  [lights.tLights, 'matt', 't-?lights?|tea ?light'],
  [lights.candlestick, 'metal', 'candle ?stick|candelabra'],
  [lights.candles, 'matt', 'candles|birthday candle'],
  [lights.candle, 'matt', 'candle|wax'],
  [lights.paperLantern, 'matt', '(paper|star|chinese) lantern'],
  [lights.lantern, 'metal', 'lantern'],
  [lights.lampshade, 'cloth', 'lamp ?shade|shade'],
  [lights.chandelier, 'facets', 'chandelier'],
  [lights.lamp, 'cloth', 'lamp|night ?light'],
  [lights.torch, 'gloss', 'torch'],
  [lights.stringLights, 'gloss', 'string lights?|fairy lights?|lights?|light string'],
  [lights.incense, 'gloss', 'incense|joss|fragrance|perfume'],
  [lights.matches, 'matt', 'match(es)?|lighter'],
  [lights.vase, 'glass', 'vase'],
  [home.hotWaterBottle, 'cloth', '(hot )?water bottle|hottie'],
  [jewellery.jewelBox, 'gloss', 'jewell?ery box|jewel box|trinket box|trinket'],
  [storage.moneyBox, 'gloss', 'money ?box|money bank|bank|piggy'],
  [kitchen.lunchBox, 'gloss', 'lunch ?box|snack box(es)?|bento'],
  [bags.lunchBag, 'cloth', 'lunch ?bag|charlotte bag|cool bag'],
  [bags.washbag, 'cloth', 'wash ?bag|toiletry bag|make ?up bag|pencil case'],
  [bags.luggageTag, 'gloss', 'luggage tag'],
  [bags.giftTag, 'matt', 'gift tag|tag|label'],
  [bags.backpack, 'cloth', 'back ?pack|rucksack|satchel'],
  [bags.handbag, 'cloth', 'hand ?bag'],
  [bags.purse, 'cloth', 'purse|pouch'],
  [bags.wallet, 'gloss', 'wallet|card ?holder|passport cover|travel card|card-holder'],
  [bags.raincoat, 'gloss', 'rain ?coat|poncho|mac|coat|jacket'],
  [bags.tote, 'cloth', 'bags?|shopper|tote|sack'],
  [storage.suitcase, 'matt', 'suit ?case|trunk|hamper'],
  [kitchen.cakeStand, 'gloss', 'cake ?stand|cake plate|food cover|cloche|stand'],
  [kitchen.cakeCases, 'matt', 'cake cases?|muffin cases?|cup ?cakes?|cases?|cakes?'],
  [kitchen.teapot, 'gloss', 'tea ?pot|kettle'],
  [textile.cosy, 'cloth', 'cosy|cosies'],
  [kitchen.mug, 'gloss', 'mug|beaker|tankard'],
  [kitchen.cup, 'gloss', 'cup|saucer|teacup|tea set|coffee set|espresso|egg cup'],
  [kitchen.bowl, 'gloss', 'bowl|fruitbowl|dish|colander|ashtray'],
  [kitchen.plate, 'gloss', 'plate|platter|saucers|plaque|place setting'],
  [kitchen.jug, 'gloss', 'jug|pitcher|milk churn'],
  [kitchen.glass, 'glass', 'wine ?glass|goblet|chalice|champagne|flute'],
  [kitchen.tumbler, 'glass', 'tumbler|glass|glasses|shot'],
  [kitchen.cutlery, 'gloss', 'cutlery|forks?|knife|knives|chop ?sticks?|straws?'],
  [kitchen.spoon, 'wood', 'spoons?|teaspoon|ladle|spatula|whisk|slice|squeezer|scoop'],
  [kitchen.tray, 'gloss', 'tray'],
  [kitchen.coaster, 'wood', 'coaster|trivet|tile|place ?mat'],
  [kitchen.board, 'wood', 'chopping board|board'],
  [kitchen.pan, 'metal', 'pan'],
  [kitchen.mould, 'metal', 'mould|jelly mould|measure|measuring'],
  [kitchen.cutter, 'metal', 'cutter|cookie'],
  [kitchen.rollingBoard, 'wood', 'rolling ?pin|pin'],
  [kitchen.scales, 'metal', 'scales?'],
  [storage.bottle, 'glass', 'bottle|flask|decanter'],
  [storage.jar, 'glass', 'jar|shaker|dispenser|caddy|canister'],
  [storage.basket, 'wicker', 'basket|crate'],
  [storage.bin, 'metal', 'bin|bread ?bin|dust ?bin'],
  [garden.wateringCan, 'metal', 'watering can|can'],
  [storage.bucket, 'metal', 'bucket|pail'],
  [storage.chest, 'wood', 'chest|treasure'],
  [storage.cabinet, 'wood', 'cabinet|drawers?|cupboard|wardrobe'],
  [storage.shelf, 'wood', 'shel(f|ves)|bookcase'],
  [storage.organiser, 'cloth', 'tidy|organiser|stationery|pencil pot|desk set|container'],
  [storage.tin, 'metal', 'tins?|plasters?|patches tin'],
  [storage.box, 'matt', 'box(es)?|cube|block'],
  [home.alarmClock, 'gloss', 'alarm( clock)?|bakelike|timer|watch'],
  [home.clock, 'gloss', 'clock'],
  [home.frame, 'wood', '(photo|picture) ?frame|frame|picture|album frame'],
  [home.wallArt, 'matt', 'wall ?art|art|print|poster|canvas|hanging panel|screen'],
  [furniture.cushion, 'cloth', 'cushion|cushion cover|pillow|cover|pouffe|pad|(hand )?warmer'],
  [furniture.mirror, 'metal', 'mirror'],
  [furniture.doormat, 'felt', 'door ?mat'],
  [furniture.rug, 'cloth', 'rug|bath ?mat|mat|carpet|play ?mat'],
  [furniture.hook, 'wood', 'hooks?|coat rack|peg rail'],
  [furniture.hanger, 'cloth', 'hanger'],
  [furniture.knob, 'gloss', 'knob|handle'],
  [furniture.doorstop, 'cloth', 'door ?stop|bookend'],
  [furniture.chair, 'wood', 'chair|rocking|seat'],
  [furniture.stool, 'wood', 'stool|footstool'],
  [furniture.table, 'wood', 'table|desk'],
  [furniture.rack, 'metal', 'rack|holder|easel|toast'],
  [home.thermometer, 'metal', 'thermometer'],
  [home.chalkboard, 'wood', 'chalk ?board|black ?board|memo ?board|memo ?block|notice board'],
  [home.sign, 'wood', 'door ?sign|sign|word|plaque'],
  [home.parasol, 'matt', 'parasol'],
  [home.umbrella, 'cloth', 'umbrella'],
  [home.fan, 'matt', 'fan'],
  [furniture.curtain, 'cloth', 'curtain|blind'],
  [home.toilet, 'matt', 'toilet roll|kitchen roll'],
  [home.letter, 'wood', 'letters?|alphabet|initial'],
  [home.globe, 'gloss', 'globe'],
  [jewellery.keyRing, 'metal', 'key ?rings?|key ?fob|fob|key ?chains?'],
  [jewellery.charm, 'metal', '(phone )?charm|pendant'],
  [jewellery.necklace, 'pearl', 'necklace|neckl|choker|chain|lariat'],
  [jewellery.bangle, 'gloss', 'bangle'],
  [jewellery.bracelet, 'pearl', 'bracelet|jewels?|beads?'],
  [jewellery.earrings, 'facets', 'ear ?rings?'],
  [jewellery.comb, 'gloss', 'comb'],
  [textile.headband, 'cloth', 'hair ?band|head ?band|head ?phones?|alice band'],
  [jewellery.hairClip, 'gloss', 'hair ?(clip|slide|grip)s?|slide|clips?|grips?|pegs?|bobbles?'],
  [jewellery.brooch, 'facets', 'brooch'],
  [jewellery.ring, 'facets', 'rings?'],
  [jewellery.tiara, 'facets', 'tiara|crown'],
  [jewellery.badge, 'gloss', 'badge|rosette|medal'],
  [paper.playingCards, 'matt', 'playing cards?'],
  [stationery.envelope, 'matt', 'envelope|invite|invitation|letter set|notelet'],
  [paper.card, 'matt', 'cards?|greeting card|post ?cards?'],
  [paper.wrap, 'matt', 'wrap|wrapping paper|gift ?wrap'],
  [paper.tissues, 'matt', 'tissues?|tissue box'],
  [paper.ribbon, 'cloth', 'ribbons?|reel|trim'],
  [paper.tape, 'gloss', 'tape|twine|string'],
  [stationery.scrapbook, 'matt', 'album|scrap ?book'],
  [stationery.book, 'matt', 'book|recipe'],
  [stationery.notebook, 'matt', 'note ?book|note ?pad|sketch ?book|journal|diary|address book|pad|planner'],
  [stationery.pencil, 'wood', 'pencils?|crayons?|chalks?|sharpener'],
  [stationery.pen, 'gloss', 'pens?|lip ?gloss|lipstick'],
  [paper.stickers, 'gloss', 'stickers?|tattoos?|decal'],
  [paper.magnet, 'gloss', '(fridge )?magnets?'],
  [stationery.calendar, 'matt', 'calendar'],
  [paper.doily, 'matt', 'doil(y|ies)'],
  [paper.patch, 'felt', 'patch(es)?'],
  [stationery.stamp, 'wood', 'stamps?|stencil'],
  [stationery.scissors, 'gloss', 'scissors?'],
  [stationery.ruler, 'wood', 'ruler'],
  [paper.sheet, 'matt', 'sheets?|paper|decoupage'],
  [textile.apron, 'cloth', 'apron|pinafore'],
  [textile.teaTowel, 'cloth', 'tea ?towel'],
  [textile.towel, 'cloth', 'towel|flannel|cloth|sponge'],
  [textile.napkins, 'matt', 'napkins?|serviettes?|table ?cloth|handkerchief|hanky'],
  [textile.glove, 'cloth', 'glove|mitt|mitten'],
  [textile.blanket, 'knit', 'blanket|quilt|throw|scarf|shawl|towel set'],
  [textile.stocking, 'felt', 'stocking|sock'],
  [textile.hat, 'wicker', 'hat|cap'],
  [textile.clothing, 'cloth', 'shirt|dress|skirt|jumper|cardigan|pyjamas|tie|shoes?|slippers?'],
  [textile.feltKit, 'felt', 'felt ?craft|craft|kit|cadet|friends'],
  [textile.sewingKit, 'cloth', 'sewing ?kit|sewing|button|knitting|cotton reel'],
  [season.wreath, 'felt', 'wreath'],
  [season.bunting, 'cloth', 'bunting|pennant|flags?'],
  [season.garland, 'felt', 'garland|chain|streamer|mobile|paper chain'],
  [season.snowflake, 'gloss', 'snow ?flake'],
  [season.bell, 'metal', 'bells?|wind ?chime'],
  [season.bauble, 'gloss', 'bauble|tree decoration'],
  [season.angel, 'felt', 'angel|fairy'],
  [season.cracker, 'matt', 'cracker|parade'],
  [nature.toadstool, 'gloss', 'toad ?stool|mushroom'],
  [nature.egg, 'gloss', 'eggs?'],
  [nature.hen, 'gloss', 'hen|cockerel|rooster|chicken|chick|duck'],
  [nature.bird, 'felt', 'bird|dove|robin|owl|swallow|peacock|penguin'],
  [nature.rabbit, 'felt', 'rabbit|bunny|bunnies|hare'],
  [nature.butterfly, 'cloth', 'butterfl(y|ies)|dragonfly|moth'],
  [season.tree, 'felt', 'tree'],
  [nature.feather, 'felt', 'feather'],
  [nature.leafSpray, 'cloth', 'leaf|leaves|fern|lavender|herb'],
  [nature.rose, 'cloth', 'rose|peony|blossom'],
  [nature.flower, 'cloth', 'flowers?|daisy|sunflower|poppy|lily|hyacinth|bouquet|petal|plant'],
  [season.balloon, 'gloss', 'balloon'],
  [season.rocket, 'gloss', 'rocket|spaceboy|space'],
  [play.confetti, 'matt', 'confetti|table ?dec|dec'],
  [figures.doll, 'cloth', 'dolls?|dolly|puppet|girl'],
  [figures.teddy, 'felt', 'teddy|bear|toy|soft|monkey|elephant|dog|cat|frog|monster'],
  [figures.dinosaur, 'gloss', 'dinosaur|dragon'],
  [play.jigsaw, 'wood', 'jigsaw|puzzle'],
  [play.dominoes, 'wood', 'domino(es)?'],
  [play.skittles, 'wood', 'skittles?|bowling'],
  [play.ball, 'gloss', 'ball|boules|yo-?yo|marble'],
  [play.helicopter, 'gloss', 'helicopter|plane|aeroplane'],
  [play.windmill, 'matt', 'wind ?mill'],
  [play.spinningTop, 'wood', 'spinning top|top|rattle'],
  [play.kite, 'cloth', 'kite'],
  [play.vehicle, 'gloss', 'car|cab|train|tractor|bus|van|scooter|bicycle'],
  [figures.horse, 'wood', 'horse|pony|donkey|reindeer'],
  [figures.gnome, 'gloss', 'gnome|santa|snowman|elf|figurine'],
  [figures.skull, 'gloss', 'skulls?'],
  [play.game, 'wood', 'game|bingo|ludo|snakes|chess|solitaire'],
  [play.instrument, 'metal', 'harmonica|drum|guitar|ukulele|recorder|music'],
  [play.sunglasses, 'gloss', 'sun ?glasses|spectacles'],
  [play.phone, 'gloss', 'phone|charger|calculator|ipod|radio|camera'],
  [garden.birdhouse, 'wood', 'bird ?house|bird ?table|nest ?box|bird feeder'],
  [garden.plantPot, 'gloss', 'pots?|planter|plant pot|urn|seeds?'],
  [garden.tools, 'wood', 'trowel|spade|tools?|garden set'],
  [garden.marker, 'metal', 'marker|post|garden sign'],
  [garden.house, 'wood', '(play ?|doll.?s )?house|church|cottage|shed'],
  [garden.ladder, 'wood', 'ladder'],
  [garden.brush, 'wood', 'brush|broom|duster|paint'],
  [garden.soap, 'gloss', 'soap|bath salts|balm|cleaner'],
  [garden.shell, 'pearl', 'shell|stones?|pebbles?|droplet'],
  [garden.hammock, 'cloth', 'hammock|swing'],
  [garden.fridge, 'gloss', 'fridge'],
  [kitchen.rollingBoard, 'matt', 'eraser|rubber'],
  [home.fridgeNumber, 'gloss', 'numbers?|font|house number'],
  [storage.organiser, 'gloss', 'paperweight|paper ?weight|hole punch|stapler'],
  [season.starDecoration, 'gloss', 'stars?|boudicca'],
  [season.heartDecoration, 'felt', 'hearts?|decorations?|ornament|love|hanging'],
  [storage.parcel, 'matt', 'set|gift|voucher|parcel'],
];

const PARCEL: Silhouette = { draw: storage.parcel, finish: 'matt' };

/** One silhouette a row, and what tells whether a text names it. */
const TABLE = ROWS.map(([draw, finish, words]) => ({
  silhouette: { draw, finish },
  whole: new RegExp(`^(?:${words})$`),
  within: new RegExp(`(?:^|[^a-z])(?:${words})(?:[^a-z]|$)`),
}));

/**
 * The drawing for a kind: of that very name with the word before it in the title ("lunch bag"), of the name alone, or the
 * one whose word stands in it. A kind that is unknown is looked for in the title, where the last words count most; what
 * even that does not tell is a parcel.
 */
export function findSilhouette(kind: string | undefined, title: string): Silhouette {
  const words = title.toLowerCase().match(/[a-z-]+/g) ?? [];
  const name = kind?.toLowerCase();
  const byName =
    name === undefined ? undefined : (inWhole(withWordBefore(name, words)) ?? inWhole(name) ?? within(name));
  return byName ?? inTitle(words) ?? PARCEL;
}

export function allSilhouettes(): readonly Silhouette[] {
  return [...TABLE.map(({ silhouette }) => silhouette), PARCEL];
}

function inWhole(name: string): Silhouette | undefined {
  return TABLE.find(({ whole }) => whole.test(name))?.silhouette;
}

function within(name: string): Silhouette | undefined {
  return TABLE.find((row) => row.within.test(name))?.silhouette;
}

function withWordBefore(name: string, words: readonly string[]): string {
  const at = words.findIndex((word) => word === name || word === `${name}s` || word === `${name}es`);
  return at > 0 ? `${words[at - 1]} ${name}` : name;
}

function inTitle(words: readonly string[]): Silhouette | undefined {
  for (let last = words.length; last > 0; last--) {
    const found = inWhole(words.slice(Math.max(0, last - 2), last).join(' ')) ?? inWhole(words[last - 1]!);
    if (found) return found;
  }
  return undefined;
}
