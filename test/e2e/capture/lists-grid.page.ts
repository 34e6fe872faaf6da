import Isotope from 'isotope-layout';
import Masonry from 'masonry-layout';

const tiles = document.querySelector<HTMLElement>('.tiles')!;
const { library } = tiles.dataset;

// as a shop's own script tag would leave it
if (library === 'Isotope') Object.assign(window, { Isotope });
const grid =
  library === 'Isotope'
    ? new Isotope('.tiles', { itemSelector: '.tile', layoutMode: 'fitRows' })
    : new Masonry('.tiles', { itemSelector: '.tile', columnWidth: 200 });
Object.assign(window, { show: () => grid.layout() });
