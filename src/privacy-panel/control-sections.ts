import type { ConsentRecord, Purpose } from '../../contract/grants.ts';
import { PURPOSES } from '../../contract/grants.ts';
import type { LedgerEntry } from '../../contract/living.ts';
import type { RawProfile } from '../../contract/profile.ts';
import { make, makeButton } from './dom.ts';
import type { Desk } from './desk.ts';
import type { Outcome, PanelView } from './panel-view.ts';
import { section } from './profile-sections.ts';
import type { Words } from './words.ts';

/** A file larger than this is no download of ours. */
const MAX_FILE_BYTES = 16_000_000;
const DAY_MS = 86_400_000;

const PURPOSE_TEXTS = {
  personalisation: 'purposePersonalisation',
  measurement: 'purposeMeasurement',
  contextual: 'purposeContextual',
  imports: 'purposeImports',
} as const satisfies Record<Purpose, string>;

export interface Switch {
  readonly key: string;
  readonly label: string;
  readonly help: string;
  readonly isOn: boolean;
  readonly press: () => void;
}

/** A switch in a card: what it is, whether it is on, and what it does. */
export function makeSwitch(words: Words, { key, label, help, isOn, press }: Switch): HTMLElement {
  return make(
    'div',
    { class: 'card' },
    makeButton(
      key,
      make(
        'span',
        { class: 'switch-line' },
        label,
        make(
          'span',
          { class: 'state', 'aria-hidden': 'true' },
          words.say(isOn ? 'on' : 'off'),
          make('span', { class: 'track' }),
        ),
      ),
      press,
      { class: 'switch', role: 'switch', 'aria-checked': `${isOn}`, 'aria-describedby': `${key}-help` },
    ),
    make('p', { class: 'soft', id: `${key}-help` }, help),
  );
}

/** How much there is, since when, and until when. */
export function overviewSection({ words, known }: PanelView): HTMLElement | undefined {
  const { profile, retentionDays } = known;
  const { totals, sessions } = profile;
  if (totals.events === 0) return undefined;
  const counts = [
    words.count('visits', sessions.count),
    words.count('views', totals.views),
    totals.searches > 0 && words.count('searches', totals.searches),
    totals.carts > 0 && words.count('carts', totals.carts),
    totals.purchases > 0 && words.count('purchases', totals.purchases),
    words.say('since', { date: words.date(totals.firstAt) }),
  ];
  const kept = { n: words.number(retentionDays), date: words.date(keptUntil(profile, retentionDays)) };
  return section(
    'overview',
    words.say('overview'),
    undefined,
    make(
      'ul',
      { class: 'facts', role: 'list' },
      ...counts.filter((count) => count !== false).map((count) => make('li', {}, count)),
    ),
    make('p', { class: 'soft' }, words.say('kept', kept)),
  );
}

/** What has left the device, and what was agreed to, when, and by which proof. */
export function proofSections(
  words: Words,
  consent: ConsentRecord,
  ledger: readonly LedgerEntry[],
  titleOf: Desk['titleOf'],
): HTMLElement[] {
  const pairs = (entries: readonly (readonly [string, string | undefined])[]): HTMLElement =>
    make(
      'dl',
      { class: 'pairs' },
      ...entries.flatMap(([name, value]) => (value ? [make('dt', {}, name), make('dd', {}, value)] : [])),
    );
  const { grants, source, at, notice, evidence } = consent;
  return [
    section(
      'left',
      words.say('left'),
      undefined,
      ...(ledger.length > 0
        ? ledger.map((entry) => {
            const { at } = entry;
            if (entry.task === 'report') return make('p', {}, words.say('leftReport', { date: words.dateTime(at) }));
            const items = entry.body.lines.map(({ id, quantity }) => `${quantity} × ${titleOf(id)}`).join(', ');
            return make('p', {}, words.say('leftCart', { date: words.dateTime(at), items }));
          })
        : [make('p', {}, words.say('leftNothing'))]),
    ),
    section(
      'consent',
      words.say('consent'),
      undefined,
      make('p', {}, words.say('consentAt', { date: words.dateTime(at) })),
      pairs(PURPOSES.map((purpose) => [words.say(PURPOSE_TEXTS[purpose]), words.say(grants[purpose])])),
      pairs([
        [words.say('source'), source],
        [words.say('notice'), notice],
        [words.say('evidence'), evidence && `${evidence.slice(0, 16)}…`],
      ]),
    ),
  ].filter((each) => each !== undefined);
}

export interface RightsParts {
  readonly words: Words;
  readonly desk: Desk;
  readonly act: PanelView['act'];
  /** Whether the question stands there. */
  readonly isAsking: boolean;
  readonly ask: (isAsking: boolean) => void;
  readonly erase: () => void;
}

/** Download, restore, erase. */
export function rightsSection({ words, desk, act, isAsking, ask, erase }: RightsParts): HTMLElement | undefined {
  const download = async (): Promise<Outcome> => {
    const document = await desk.export();
    if (!document) return { said: words.say('failed') };
    save(JSON.stringify(document, undefined, 2), `aisle-profile-${document.exportedAt.slice(0, 10)}.json`);
    return { said: words.say('downloaded') };
  };
  const input = make('input', { type: 'file', accept: '.json,application/json', 'data-key': 'restore' });
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (!file) return;
    act(async () => ({
      said: words.say((await desk.restore(await readJson(file))) ? 'restored' : 'notRestored'),
      focus: 'restore',
    }));
  });
  return section(
    'yours',
    words.say('yours'),
    undefined,
    make(
      'div',
      { class: 'buttons' },
      makeButton('download', words.say('download'), () => act(download), { 'aria-describedby': 'download-help' }),
      make('label', { class: 'file' }, input, words.say('restore')),
      !isAsking && makeButton('erase', words.say('erase'), () => ask(true)),
    ),
    make('p', { class: 'soft', id: 'download-help' }, words.say('downloadHelp')),
    isAsking ? sure(words, erase, () => ask(false)) : undefined,
  );
}

/** The panel's own question: a browser's dialog would stop the page. */
function sure(words: Words, erase: () => void, cancel: () => void): HTMLElement {
  const question = make(
    'div',
    { class: 'sure', role: 'alertdialog', 'aria-labelledby': 'sure-text' },
    make('p', { id: 'sure-text' }, words.say('eraseSure')),
    make(
      'div',
      { class: 'buttons' },
      makeButton('erase-no', words.say('cancel'), cancel),
      makeButton('erase-yes', words.say('eraseYes'), erase, { class: 'danger' }),
    ),
  );
  question.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') cancel();
  });
  return question;
}

/** What stands in the place of everything else: it is off, it is gone, it cannot be read. */
export function message(title: string, ...texts: (string | HTMLElement | undefined)[]): HTMLElement[] {
  return [
    make('h2', { id: 'title', tabindex: -1, 'data-key': 'title' }, title),
    ...texts
      .filter((text) => text !== undefined)
      .map((text) => (typeof text === 'string' ? make('p', { class: 'lead' }, text) : text)),
  ];
}

/** When the newest of what has a date is deleted, ms since 1970. */
function keptUntil({ totals }: RawProfile, retentionDays: number): number {
  return totals.lastAt + retentionDays * DAY_MS;
}

async function readJson(file: File): Promise<unknown> {
  if (file.size > MAX_FILE_BYTES) return undefined;
  try {
    return JSON.parse(await file.text());
  } catch {
    return undefined;
  }
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  make('a', { href: url, download: name }).click();
  // the browser has taken it up by then
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
