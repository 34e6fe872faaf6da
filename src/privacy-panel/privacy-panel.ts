import type { Clock } from '../../contract/ids.ts';
import type { RawProfile } from '../../contract/profile.ts';
import { makeSwitch, message, overviewSection, proofSections, rightsSection } from './control-sections.ts';
import type { Desk, Look } from './desk.ts';
import { make, makeButton, openRoot } from './dom.ts';
import type { Outcome, PanelView } from './panel-view.ts';
import { interestsSection, profileSections } from './profile-sections.ts';
import type { GoneRow } from './row-list.ts';
import { isEmpty, namedItems } from './rows.ts';
import { segmentsSection } from './segments-section.ts';
import { PANEL_CSS } from './style.ts';
import type { Words } from './words.ts';

/** Changes come in bursts: a page's own events, a tab that is left. */
const CALM_MS = 300;
const SAID_MS = 12_000;

/** What the panel itself has done, beside what there is to be read. */
type Shown =
  | Look
  | { readonly kind: 'loading' }
  | { readonly kind: 'erased' }
  | { readonly kind: 'refused'; readonly isGone: boolean; readonly isOpened: boolean };

/** Makes `host` the shopper's "your data" panel, in a closed shadow root. Nothing in it is ever parsed as HTML. */
export function showPrivacyPanel(host: HTMLElement, desk: Desk, words: Words, clock: Clock): void {
  const root = openRoot(host, PANEL_CSS);
  if (!root) return;
  const body = make('div', { class: 'panel' });
  const status = make('p', { class: 'status', role: 'status' });
  const frame = make('div', { role: 'region', 'aria-labelledby': 'title', lang: words.lang }, body, status);
  root.append(frame);

  const gone = new Map<string, GoneRow>();
  const whole = new Set<string>();
  let shown: Shown = { kind: 'loading' };
  let editing: string | undefined;
  let isAsking = false;
  let isBusy = false;
  let calm: ReturnType<typeof setTimeout> | undefined;
  let quiet: ReturnType<typeof setTimeout> | undefined;

  const say = (text: string): void => {
    status.textContent = text;
    clearTimeout(quiet);
    quiet = setTimeout(() => (status.textContent = ''), SAID_MS);
  };

  const draw = (focus?: string): void => {
    const held = (root.activeElement as HTMLElement | null)?.dataset['key'];
    body.replaceChildren(...contents());
    const all = Array.from(body.querySelectorAll<HTMLElement>('[data-key]'));
    const find = (key: string | undefined): HTMLElement | undefined =>
      all.find(({ dataset }) => key !== undefined && dataset['key'] === key);
    // what had the focus may be gone: nobody is thrown back to the top of the page
    if (focus !== undefined || held !== undefined) (find(focus) ?? find(held) ?? find('title'))?.focus();
  };

  const refresh = async (focus?: string): Promise<void> => {
    const look = await desk.read();
    if (look.kind === 'known')
      await desk.learnTitles([...namedItems(look.known.profile), ...handedOver(look.known.profile)]);
    // what the panel did itself says more than that nothing runs
    const isSaid = shown.kind === 'erased' || shown.kind === 'refused';
    if (!(isSaid && look.kind === 'off')) shown = look;
    draw(focus);
  };

  const act = (work: () => Promise<Outcome>): void => {
    if (isBusy) return;
    isBusy = true;
    body.setAttribute('aria-busy', 'true');
    void work()
      .catch((): Outcome => ({ said: words.say('unchanged') }))
      .then(async ({ said, focus }) => {
        await refresh(focus);
        say(said);
      })
      .finally(() => {
        isBusy = false;
        body.removeAttribute('aria-busy');
      });
  };

  const contents = (): (Node | string)[] => {
    const settings = makeButton('settings', words.say('settings'), () => {
      if (!desk.openSettings()) say(words.say('offUnfound'));
    });
    if (shown.kind === 'loading') return message(words.say('title'), words.say('loading'));
    if (shown.kind === 'erased') return message(words.say('erasedTitle'), words.say('erasedText'));
    if (shown.kind === 'contextual') return message(words.say('title'), words.say('contextual'), settings);
    if (shown.kind === 'off') {
      return message(words.say('offTitle'), words.say('offText'), words.say('offAgain'), settings);
    }
    if (shown.kind === 'refused') {
      return message(
        words.say('offTitle'),
        words.say(shown.isGone ? 'offText' : 'offFailed'),
        words.say(shown.isOpened ? 'offLasting' : 'offUnfound'),
        settings,
      );
    }
    const controls = (isPaused?: boolean): HTMLElement => make('div', { class: 'cards' }, ...switches(isPaused));
    const rights = rightsSection({ words, desk, act, isAsking, ask, erase });
    if (shown.kind === 'failed') {
      const again = makeButton('again', words.say('tryAgain'), () => void refresh('again'), { class: 'main' });
      const isOff = shown.reason === 'off';
      return [
        ...message(words.say('title'), words.say(isOff ? 'shopOff' : 'failed'), isOff ? undefined : again),
        controls(),
        ...(rights ? [rights] : []),
      ];
    }
    const { known, seen } = shown;
    const edit = (key: string | undefined): void => void (editing = key);
    const view: PanelView = { words, desk, known, seen, now: clock.now(), gone, whole, editing, edit, draw, act };
    const overview = overviewSection(view);
    const interests = interestsSection(view);
    const segments = segmentsSection(view);
    const sections = profileSections(view);
    return [
      ...message(words.say('title'), words.say('promise')),
      controls(known.isPaused),
      ...(overview ? [overview] : []),
      ...(isEmpty(known.profile) ? [make('p', { class: 'lead' }, words.say('empty'))] : []),
      ...(segments ? [segments] : []),
      ...(interests ? [interests] : []),
      make('div', { class: 'columns' }, ...sections),
      make(
        'div',
        { class: 'columns' },
        ...proofSections(words, known.consent, known.profile.living.ledger ?? [], desk.titleOf),
      ),
      ...(rights ? [rights] : []),
    ];
  };

  const switches = (isPaused?: boolean): HTMLElement[] => [
    makeSwitch(words, {
      key: 'personalisation',
      label: words.say('personalisation'),
      help: words.say('offHelp'),
      isOn: true,
      press: refuse,
    }),
    ...(isPaused === undefined
      ? []
      : [
          makeSwitch(words, {
            key: 'pause',
            label: words.say('pause'),
            help: words.say('pauseHelp'),
            isOn: isPaused,
            press: () =>
              act(async () => ({
                said: words.say((await desk.pause(!isPaused)) ? (isPaused ? 'resumedNow' : 'pausedNow') : 'unchanged'),
              })),
          }),
        ]),
  ];

  const ask = (is: boolean): void => {
    isAsking = is;
    draw(is ? 'erase-no' : 'erase');
  };
  const erase = (): void =>
    act(async () => {
      isAsking = false;
      const isGone = await desk.erase();
      if (isGone) shown = { kind: 'erased' };
      return { said: words.say(isGone ? 'erasedTitle' : 'offFailed'), focus: 'title' };
    });
  const refuse = (): void =>
    act(async () => {
      const isGone = await desk.refuse();
      // its dialog comes last, and takes the focus
      const isOpened = desk.openSettings();
      shown = { kind: 'refused', isGone, isOpened };
      return { said: words.say('offTitle'), ...(!isOpened && { focus: 'title' }) };
    });

  desk.onChange(() => {
    if (isBusy) return;
    clearTimeout(calm);
    calm = setTimeout(() => {
      if (host.isConnected && !isBusy) void refresh();
    }, CALM_MS);
  });
  draw();
  void refresh();
}

/** What is named in the ledger. */
function handedOver({ living }: RawProfile): string[] {
  return (living.ledger ?? []).flatMap((entry) =>
    entry.task === 'recovery' ? entry.body.lines.map(({ id }) => id) : [],
  );
}
