import { moveThem, type Way } from './arrange-ways.ts';

/** Carousels that have begun: they count their slides, and most make copies of some. */
const BEGUN =
  '.slick-initialized,.splide.is-initialized,.owl-loaded,.glide--slider,.glide--carousel,.flickity-enabled,.tns-slider,.keen-slider';
const COPY = /(^|[-_ ])(cloned?|duplicate)($|[- ])/;

interface Swiper {
  readonly params?: { readonly loop?: boolean; readonly virtual?: { readonly enabled?: boolean } };
  update(): void;
}

/** How the slides of a carousel change places, `carousel` where they must not; undefined for what is none. */
export function carouselOf(list: Element, slides: readonly Element[]): Way | 'carousel' | undefined {
  const swiper = (list.closest('.swiper-initialized,.swiper-container-initialized') as { swiper?: Swiper } | null)
    ?.swiper;
  const hasCopies = [...(slides[0]?.parentElement?.children ?? [])].some(({ classList }) => COPY.test(classList.value));
  if (hasCopies || list.closest(BEGUN) || swiper?.params?.loop || swiper?.params?.virtual?.enabled) return 'carousel';
  if (!swiper) return undefined;
  return (...given) => {
    const undo = moveThem(...given);
    swiper.update();
    return () => {
      undo?.();
      swiper.update();
    };
  };
}
