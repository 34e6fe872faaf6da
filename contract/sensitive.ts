// What nobody should learn of a shopper from what they look at (GDPR, article 9, and what comes close to it). For the trainer,
// which marks what of a catalogue is sensitive, and for the worker's annex, which does so where a trainer has not. Not for
// the page or the engine: a visit carries the marks alone.

import type { CodeLists, SensitivePart } from './parts.ts';

/**
 * Whole words and phrases, in lower case and without accents, in English, German, French and Spanish; a plural in -s is met
 * too. Kept sharp: a word that shops use more often for something else (pride, Buddha, `enceinte` for a loudspeaker, `Krebs`
 * for a crab, `kind`) is not here, nor are Christmas and Easter, which are seasons of trade. A shop adds its own words in
 * `site.sensitive`.
 */
export const SENSITIVE_WORDS: Readonly<Record<string, string>> = {
  health:
    'medication,medicine,prescription,pharmacy,pregnancy,pregnant,maternity,fertility,ovulation,menopause,incontinence,diabetes,diabetic,cancer,hiv,depression,antidepressant,addiction,hemorrhoid,haemorrhoid,psoriasis,eczema,epilepsy,dementia,disability,wheelchair,catheter,ostomy,prosthesis,contraception,contraceptive,abortion,' +
    'medikament,medikamente,arzneimittel,apotheke,schwangerschaft,schwangere,umstandsmode,wechseljahre,inkontinenz,diabetiker,depressionen,rollstuhl,verhutung,hamorrhoiden,schuppenflechte,neurodermitis,epilepsie,demenz,behinderung,abtreibung,prothese,' +
    'medicament,pharmacie,grossesse,femme enceinte,incontinence,diabete,diabetique,contraceptif,avortement,fauteuil roulant,hemorroide,demence,' +
    'medicamento,farmacia,embarazo,embarazada,menopausia,incontinencia,diabetico,depresion,anticonceptivo,aborto,discapacidad,silla de ruedas,hemorroide,epilepsia,demencia',
  intimacy:
    'erotic,erotica,sex,sexual,vibrator,dildo,condom,fetish,bondage,bdsm,porn,adult toy,gay,lesbian,lgbt,lgbtq,bisexual,transgender,queer,' +
    'erotik,sexspielzeug,kondom,kondome,schwul,lesbisch,fetisch,' +
    'erotique,preservatif,vibromasseur,sextoy,homosexuel,lesbienne,' +
    'erotico,preservativo,vibrador,consolador,juguete sexual,homosexual,lesbiana',
  religion:
    'religion,religious,bible,quran,koran,torah,islamic,muslim,jewish,judaism,hindu,catholic,rosary,prayer,mosque,synagogue,church,halal,kosher,ramadan,hanukkah,communion,baptism,christening,' +
    'religios,bibel,islamisch,muslimisch,judisch,katholisch,rosenkranz,kirche,moschee,synagoge,taufe,kommunion,koscher,' +
    'religieux,religieuse,coran,islamique,musulman,juif,juive,catholique,chapelet,priere,eglise,mosquee,bapteme,casher,' +
    'religioso,religiosa,biblia,islamico,judio,judia,catolico,catolica,iglesia,mezquita,sinagoga,bautizo',
  politics:
    'politics,political,election,socialist,communist,republican,brexit,feminist,' +
    'politik,politisch,wahlkampf,sozialist,kommunist,' +
    'politique,socialiste,communiste,feministe,' +
    'politica,politico,elecciones,socialista,comunista,feminista',
  'trade union': 'trade union,labor union,labour union,gewerkschaft,syndicat,syndical,sindicato,sindical',
  ethnicity:
    'ethnicity,racial,immigrant,refugee,ethnisch,migrant,fluchtling,fluchtlinge,ethnie,immigre,refugie,etnia,inmigrante,refugiado',
  children:
    'baby,babies,toddler,infant,newborn,child,children,kid,' +
    'kleinkind,saugling,kinder,kinderzimmer,bebe,enfant,nourrisson,ninos,ninas,infantil',
};

/**
 * Whether a text holds a sensitive word: whole words only, whatever their case and accents.
 *
 * @example createSensitiveCheck(['hearing aid'])('Digital Hearing Aids') // true
 */
export function createSensitiveCheck(extra: readonly string[] = []): (text: string) => boolean {
  const listed = Object.values(SENSITIVE_WORDS).flatMap((words) => words.split(','));
  const words = new Set<string>();
  const phrases: string[] = [];
  for (const each of [...listed, ...extra]) {
    const [first = '', ...more] = toPlainWords(each);
    if (more.length === 0) words.add(first);
    else phrases.push(` ${[first, ...more].join(' ')} `);
  }
  words.delete('');
  return (text) => {
    const plain = toPlainWords(text);
    const singular = plain.map((word) => word.replace(/s$/, ''));
    if (plain.some((word) => words.has(word)) || singular.some((word) => words.has(word))) return true;
    const lines = [plain, singular].map((list) => ` ${list.join(' ')} `);
    return phrases.some((phrase) => lines.some((line) => line.includes(phrase)));
  };
}

/**
 * The sensitive items and words of a catalogue. An item is sensitive when one of its attribute values is, or one of its words
 * in the vocabulary: then no event on it is kept, and none of its values is learned. Each value is looked at once.
 */
export function findSensitive(
  attributes: readonly (CodeLists & { readonly values: readonly string[] })[],
  vocabulary: CodeLists & { readonly words: readonly string[] },
  isSensitive: (text: string) => boolean,
): SensitivePart {
  const words = vocabulary.words.map(isSensitive);
  const columns = [
    ...attributes.map(({ values, ...lists }) => ({ ...lists, marks: values.map(isSensitive) })),
    { ...vocabulary, marks: words },
  ].filter(({ marks }) => marks.includes(true));
  const items: number[] = [];
  for (let row = 0; row + 1 < vocabulary.offsets.length; row++) {
    const isMarked = columns.some(({ offsets, codes, marks }) =>
      codes.subarray(offsets[row], offsets[row + 1]).some((code) => marks[code]),
    );
    if (isMarked) items.push(row);
  }
  return {
    items: Uint32Array.from(items),
    words: Uint32Array.from(words.flatMap((isMarked, code) => (isMarked ? [code] : []))),
  };
}

function toPlainWords(text: string): string[] {
  return (
    text
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
