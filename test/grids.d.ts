interface OutlayerOptions {
  readonly itemSelector: string;
  readonly layoutMode?: string;
  readonly columnWidth?: number;
  readonly transitionDuration?: number;
}

declare module 'isotope-layout' {
  export default class Isotope {
    constructor(grid: string, options: OutlayerOptions);
    layout(): void;
    arrange(options: { filter: (...given: unknown[]) => boolean }): void;
  }
}

declare module 'masonry-layout' {
  export default class Masonry {
    constructor(grid: string, options: OutlayerOptions);
    layout(): void;
  }
}
