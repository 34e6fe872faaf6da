import { make } from './dom.ts';
import type { PanelView } from './panel-view.ts';
import { listOf, section } from './profile-sections.ts';
import type { Row } from './row-list.ts';

const LIST = 'segments';

/** Segments and clusters with the reason in words, then those that were left; undefined where the shop has none. */
export function segmentsSection(view: PanelView): HTMLElement | undefined {
  const { words, seen } = view;
  if (!seen) return undefined;
  const rows = [
    ...seen.segments.map(({ id, name, since }) => {
      const why = seen.sentences[id] ?? '';
      return toRow(view, id, name, `${why} ${words.say('since', { date: words.dateTime(since) })}`.trim(), true);
    }),
    ...seen.left.map(({ id, name }) => toRow(view, id, name, words.say('leftAlready'), false)),
  ];
  return section(
    LIST,
    words.say('segments'),
    words.say('segmentsHelp'),
    listOf(view, LIST, rows) ?? make('p', {}, words.say('segmentsNone')),
  );
}

/** In or left, a segment's row has the same key: what was pressed becomes the way back, and keeps the focus. */
function toRow({ words, desk, act }: PanelView, id: string, name: string, detail: string, isIn: boolean): Row {
  const key = `${LIST}:${id}`;
  const press = (): void =>
    act(async () => {
      const isDone = await desk.correct([{ segment: id, leave: isIn }]);
      return {
        said: words.say(isDone ? (isIn ? 'leftNow' : 'joinedAgain') : 'unchanged', { name }),
        focus: `${key}:0`,
      };
    });
  return { key, name, detail, acts: [{ label: words.say(isIn ? 'leave' : 'joinAgain'), press }] };
}
