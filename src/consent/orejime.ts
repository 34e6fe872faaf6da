import { listen, type Answers } from './listen.ts';
import type { ConnectSource } from './source.ts';

interface Purpose {
  readonly id: string;
  /** A group has no answer of its own. */
  readonly purposes?: readonly Purpose[];
  /** On without being asked for; nobody agrees to it. */
  readonly isMandatory?: boolean;
  readonly isExempt?: boolean;
}

interface Orejime {
  readonly config: { readonly purposes: readonly Purpose[] };
  readonly manager: {
    /** Something has not been asked yet, or is to be asked anew. */
    isDirty(): boolean;
    getAllConsents(): Readonly<Record<string, boolean>>;
    /** `dirty` comes last, also when the answer stays what it is. */
    on(type: 'dirty', hear: () => void): void;
  };
}

interface OrejimePage {
  readonly orejime?: Orejime;
}

/** Listens to orejime 3: its purposes count by their ids and by those of the groups they are in. */
export const connectOrejime: ConnectSource = (report) => {
  let known: Orejime | undefined;
  listen(
    report,
    (seen, hear) => {
      const found = (seen as CustomEvent<Orejime> | undefined)?.detail ?? (globalThis as OrejimePage).orejime ?? known!;
      if (found !== known) found.manager.on('dirty', () => hear());
      known = found;
      return found.manager.isDirty() ? [] : [toAnswers(found.config.purposes, found.manager.getAllConsents())];
    },
    'orejime.loaded',
  );
};

function toAnswers(
  purposes: readonly Purpose[],
  consents: Readonly<Record<string, boolean>>,
  ...groups: string[]
): Answers {
  return purposes.flatMap(({ id, purposes: inner, isMandatory, isExempt }) => {
    if (inner) return toAnswers(inner, consents, id, ...groups);
    return isMandatory || isExempt ? [] : [id, ...groups].map((word) => [word, consents[id]] as const);
  });
}
