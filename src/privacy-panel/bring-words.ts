import type { SdkHost } from '../loader/handover.ts';
import { EN, type Texts } from './texts/en.ts';
import { createWords, primaryOf, type Words } from './words.ts';

/** By language, the hashes of this build's texts for `integrity`; put in by the build. English is part of the panel. */
declare const AISLE_PANEL_TEXTS: Readonly<Record<string, string>>;

/** The words for a page whose language is `lang`, a BCP 47 tag. English where there are no others, or they cannot be had. */
export async function bringWords(lang: string, add: SdkHost['add']): Promise<Words> {
  const primary = primaryOf(lang);
  const integrity = Object.hasOwn(AISLE_PANEL_TEXTS, primary) ? AISLE_PANEL_TEXTS[primary] : undefined;
  const texts =
    integrity !== undefined &&
    (await new Promise<Texts | undefined>((resolve) => {
      add(`panel-${primary}`, (chunk) => resolve(chunk), { integrity, onerror: () => resolve(undefined) });
    }));
  if (texts) return createWords(lang, texts);
  return createWords(primary === 'en' ? lang : 'en', EN);
}
