// English words the attributes of a product are read from. Colours and materials are closed classes: a list is enough.
// Kinds are not: the list here only tips the balance where the catalogue itself leaves it open.

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

/** Colour word -> the colour it is counted as. Words that are mostly something else (rose, lemon, tin) are left out. */
export const COLOURS: ReadonlyMap<string, string> = toMap({
  black: 'black ebony jet onyx',
  white: 'white snow',
  grey: 'grey gray charcoal graphite anthracite',
  silver: 'silver silvered',
  gold: 'gold golden gilt',
  bronze: 'bronze',
  copper: 'copper',
  brown: 'brown tan chestnut mahogany walnut chocolate',
  beige: 'beige sand taupe khaki camel',
  cream: 'cream ecru',
  ivory: 'ivory',
  red: 'red crimson scarlet burgundy maroon ruby',
  pink: 'pink fuchsia magenta blush',
  purple: 'purple violet lilac lavender mauve plum amethyst',
  blue: 'blue azure sapphire cobalt indigo',
  navy: 'navy',
  turquoise: 'turquoise teal aqua cyan',
  green: 'green emerald jade olive lime sage',
  yellow: 'yellow mustard',
  orange: 'orange tangerine apricot coral amber',
  multicolour: 'multicolour multicolor multicoloured multicolored rainbow multi',
  clear: 'clear transparent',
});

/** Before a colour these say which shade of it: a light pink feather is no light. */
export const SHADES: ReadonlySet<string> = new Set(list('light dark pale bright hot deep dusky neon'));

/** What a colour word is not, by the word before it. */
export const NOT_A_COLOUR: ReadonlySet<string> = new Set([
  'ice cream',
  'hand cream',
  'body cream',
  'face cream',
  'hot chocolate',
  'egg white',
]);

export const MATERIALS: ReadonlyMap<string, string> = toMap({
  acrylic: 'acrylic perspex',
  aluminium: 'aluminium aluminum',
  bamboo: 'bamboo',
  brass: 'brass',
  canvas: 'canvas',
  cardboard: 'cardboard',
  cashmere: 'cashmere',
  ceramic: 'ceramic porcelain stoneware earthenware pottery',
  clay: 'clay terracotta',
  cork: 'cork',
  cotton: 'cotton',
  crochet: 'crochet',
  crystal: 'crystal diamante rhinestone',
  denim: 'denim',
  enamel: 'enamel',
  fabric: 'fabric textile',
  feather: 'feather',
  felt: 'felt feltcraft',
  fur: 'fur faux-fur',
  glass: 'glass',
  iron: 'iron',
  jute: 'jute hessian burlap',
  knitted: 'knitted knit crocheted',
  lace: 'lace',
  leather: 'leather leatherette suede',
  linen: 'linen',
  marble: 'marble',
  metal: 'metal metallic chrome',
  paper: 'paper decoupage',
  pearl: 'pearl',
  plastic: 'plastic pvc vinyl polypropylene',
  polyester: 'polyester nylon microfibre fleece',
  resin: 'resin',
  rubber: 'rubber latex',
  satin: 'satin',
  shell: 'shell mother-of-pearl',
  silicone: 'silicone silicon',
  silk: 'silk',
  slate: 'slate',
  steel: 'steel stainless',
  stone: 'stone granite',
  velvet: 'velvet velour',
  wax: 'wax beeswax',
  wicker: 'wicker rattan willow raffia straw seagrass',
  wire: 'wire',
  wood: 'wood wooden oak pine beech teak driftwood plywood',
  wool: 'wool woollen woolly merino',
  zinc: 'zinc galvanised galvanized',
});

/** Words that say how big, how many, which version: never what a thing is nor what is on it. */
export const SIZES: ReadonlySet<string> = new Set(
  list(`small medium large big little mini tiny giant jumbo huge midi maxi xl xxl xs tall short long wide slim thick
    thin deep size sized cm mm inch inches ml kg oz gm litre metre meter pc pcs piece pieces pair pairs set sets pack
    packs assorted asstd asst various single double triple twin half full round square oval rectangular rectangle
    triangular circular heavy light-weight new old style styles design designs designed colour colours color colors
    coloured colored type types version edition no number each only approx drop ass col asst ast hanging`),
);

/** Words that carry no meaning of their own in a title. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  list(`the and or of with in on for to from by at an as is it its your my our you me we they this that these those
    all any not no be are was do does if so up out off into per via plus de la le les et du des`),
);

/** What follows one of these describes the thing before it: "skittles in a bag". */
export const PREPOSITIONS: ReadonlySet<string> = new Set(
  list('with in for on from to by at w without featuring inside'),
);

/** "Box of 9 candles" is candles. */
export const CONTAINERS: ReadonlySet<string> = new Set(
  list(
    'set sets pack packs box boxes bag bags piece pieces pair pairs case roll tube card cards sheet strip bunch stack',
  ),
);

/** How a thing is or what it is for: may be a motif, never a kind. */
export const QUALITIES: ReadonlySet<string> = new Set(
  list(`antique baby baroque boy boys christmas classic country cute danish decorative easter edwardian english fancy floral
    folkart french funky garden girl girls gothic grow home kid kids kitchen london love lovely magic modern natural nordic
    paisley paris party polkadot rainbow regency retro retrospot rocking romantic rose rustic scandinavian scented shape
    soft spaceboy spot spotty stripe stripey sweet tea traditional tropical victorian vintage woodland`),
);

/** Things shops of many trades sell, singular. */
export const PRODUCT_NOUNS: ReadonlySet<string> = new Set(
  list(`album alarm art cakestand caddy throw mitt calculator gloss ladle corer strainer tongs voucher drawerknob rope toastrack
    sack tattoo marker teacup keychain wheelbarrow rake rosette tealight ashtray banjo bingo birdhouse choker domino doorsign fruitbowl harmonica pennant poncho mac raincoat tealight
    wallet coaster yoyo ashtray badge balm bangle banner bathmat bead biscuit breadbin cabinet candlepot card-holder cardholder
    chandelier chest chopping-board cleaner colander confetti cosy crown cutter dec decanter dinnerware door-hanger dreamcatcher
    dustbin earphone figurine fob footstool gown grater gnome hairband hairslide hot-water-bottle invite jewellery ladder
    lampstand lantern-holder lipgloss measure moneybox nightlight nutcracker peg photoframe pincushion placemat plaque platter
    postcard pouch purse rucksack salt-cellar sachet satchel scale shaker slice snowflake sponge squeezer statue stencil
    streamer tankard tassel tiara tin-opener toaster tool trivet twine urn warmer wineglass album alarm ankle-boot apron backpack bag ball balloon bank bath-mat basket bauble beaker bed bell belt bench
    bin blackboard blanket blind block blouse board book bookend boot bottle bowl box bracelet brooch brush bucket bunting
    button cabinet cable cake-stand calendar camera candle candlestick cap card cardigan carpet case chain chair
    chalkboard charger charm chest chopstick clip cloche clock cloth coaster coat comb container corkscrew cover crate
    crayon cup cupboard curtain cushion cutlery decoration dice dish dispenser doily doll doormat doorstop drawer
    dress drum dustpan earring easel envelope eraser fan flag flannel flask folder fork frame fridge game garland glove
    goblet guitar hair-band hairclip hammock handbag handkerchief hanger hat headband headphone helicopter heater holder
    hoodie hook hoop incense jacket jar jean jersey jewel jigsaw journal jug jumper kettle key-ring keyboard keyring kite
    kit knife knob lamp lampshade lantern laptop lead letter lid light lighter lipstick lock lunchbox magnet mask mat match
    memoboard memoblock mirror mitten mobile monitor mould mouse mousemat mug napkin necklace notebook notepad oil opener
    organiser ornament pan pant paperweight parasol patch pen pencil perfume phone pillow pin pitcher planter plant plaster
    plate player playhouse pot pouffe poster powder print puncture puppet purse puzzle quilt rack rattle reel ribbon ring
    rocking-horse rug ruler sandal saucepan saucer scarf scissors screen sellotape shade sharpener sheet shelf shirt shoe
    shopper shorts sign skateboard sketchbook skirt skittle skittles slipper snowglobe soap sock sofa soldier spade spatula
    speaker spoon stamp stand sticker stocking stool stopwatch string sunglasses sunhat sweater swimsuit swing t-light
    t-shirt table tablecloth tablet tag tape teapot teaspoon teacup television tent thermometer tidy tile tin tissue
    tool torch towel toy train tray trinket trolley trousers trowel tumbler umbrella vase wallet wallpaper wardrobe washbag
    watch whisk wind-chime windmill wrap wreath zip`),
);

function toMap(groups: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(groups).flatMap(([value, words]) => list(words).map((word) => [word, value] as const)));
}
