import { Listr } from 'listr2';

const BAR_WIDTH = 24;
/** Off a terminal a long stage says something whenever another quarter is done. */
const PLAIN_STEP = 0.25;

/** `done` is a share, 0..1; 1 ends the stage, and `what` is then what it found. */
export type ReportProgress<S extends string> = (stage: S, done: number, what: string) => void;

/**
 * Runs `work` and shows its stages, in the order of `titles`: with bars on a terminal, as plain lines to stderr
 * elsewhere, so that what is piped is the result alone.
 */
export async function withProgress<S extends string, T>(
  titles: Readonly<Record<S, string>>,
  work: (report: ReportProgress<S>) => Promise<T>,
): Promise<T> {
  return process.stderr.isTTY && process.stdout.isTTY ? withBars(titles, work) : work(plainLines(titles));
}

function plainLines<S extends string>(titles: Readonly<Record<S, string>>): ReportProgress<S> {
  const said = new Map<S, number>();
  return (stage, done, what) => {
    const before = said.get(stage) ?? 0;
    if (before >= 1 || (done < 1 && done - before < PLAIN_STEP)) return;
    said.set(stage, done);
    const share = done < 1 ? ` ${Math.round(done * 100)} %` : '';
    process.stderr.write(`${titles[stage]}${share}: ${what}\n`);
  };
}

interface Stage {
  readonly ended: Promise<void>;
  end(): void;
  fail(cause: unknown): void;
  /** Set once the renderer has reached the stage. */
  show: ((text: string) => void) | undefined;
  last: string;
}

async function withBars<S extends string, T>(
  titles: Readonly<Record<S, string>>,
  work: (report: ReportProgress<S>) => Promise<T>,
): Promise<T> {
  const names = Object.keys(titles) as S[];
  const stages = new Map(names.map((name) => [name, createStage()]));
  const list = new Listr(
    names.map((name) => ({
      title: titles[name],
      task: async (_: unknown, task: { output: string; title: string }) => {
        const stage = stages.get(name)!;
        stage.show = (text) => (task.output = text);
        stage.show(stage.last);
        await stage.ended;
        task.title = `${titles[name]}: ${stage.last}`;
      },
    })),
    { concurrent: false, exitOnError: true, rendererOptions: { showErrorMessage: false } },
  );
  const shown = list.run().catch(() => undefined);
  // let the renderer draw its first frame before work that may not yield for long
  await new Promise((resolve) => setImmediate(resolve));
  try {
    return await work((name, done, what) => {
      const stage = stages.get(name)!;
      stage.last = done < 1 ? `${toBar(done)} ${what}` : what;
      if (done < 1) stage.show?.(stage.last);
      else stage.end();
    });
  } catch (cause) {
    for (const stage of stages.values()) stage.fail(cause);
    throw cause;
  } finally {
    for (const stage of stages.values()) stage.end();
    await shown;
  }
}

function createStage(): Stage {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // a stage that was never reached fails unseen
  promise.catch(() => undefined);
  return { ended: promise, end: resolve, fail: reject, show: undefined, last: '' };
}

function toBar(done: number): string {
  const filled = Math.round(Math.min(Math.max(done, 0), 1) * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${String(Math.round(done * 100)).padStart(3)} %`;
}
