import { sql, type Kysely, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';

import type { Task } from '../../contract/reports.ts';
import { MIGRATIONS, type Tables } from './tables.ts';

const TRIES = 8;
/** What PostgreSQL says when two transactions were in each other's way: begun anew, either may pass. */
const CONFLICTS: ReadonlySet<unknown> = new Set(['40001', '40P01']);
/** Two servers that make the same table at once: the second finds it made. */
const RACES: ReadonlySet<unknown> = new Set(['23505', '42P07', '42710']);

/** A report that was looked at and found good, as it is added to the sums. */
export interface StoredReport {
  readonly site: string;
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** `key` of its task. */
  readonly task: string;
  readonly question: number;
  readonly epoch: number;
  readonly arm: 0 | 1;
  /** What it adds to each cell; all of a task are of one length. */
  readonly counts: readonly number[];
}

/** All reports of a site about one question of a task, of one epoch and arm. */
export interface Sum {
  readonly question: number;
  readonly epoch: number;
  readonly arm: 0 | 1;
  /** Reports. */
  readonly n: number;
  readonly counts: readonly number[];
}

/** What the collector knows, in PGlite or PostgreSQL. Every method rejects when the database does. */
export interface Store {
  /**
   * Adds reports to the sums in one transaction, each id once however often and by however many servers it is given.
   * Resolves, once they are committed, to whether each was new, in order. What was committed survives the death of the process;
   * a power cut only in PostgreSQL, since PGlite does not sync its files.
   */
  add(reports: readonly StoredReport[]): Promise<boolean[]>;
  /** Remembers tasks by their keys; the first of a key stays. */
  register(site: string, tasks: readonly Task[], now: number): Promise<void>;
  tasks(site: string): Promise<Task[]>;
  /** Of one task, oldest epoch first. */
  sums(site: string, task: string): Promise<Sum[]>;
  /** Forgets the ids of all epochs before `epoch`: nothing of those is accepted any more. */
  forgetBefore(epoch: number): Promise<void>;
  close(): Promise<void>;
}

/** Brings the tables up to date, also where several servers start at once, and works on them. */
export async function createStore(db: Kysely<Tables>): Promise<Store> {
  await repeatOn(RACES, () => migrate(db));
  return {
    add: (reports) => repeatOn(CONFLICTS, () => db.transaction().execute((tx) => addAll(tx, reports))),
    async register(site, tasks, now) {
      if (tasks.length === 0) return;
      const rows = tasks.map((task) => ({ site, key: task.key, task: JSON.stringify(task), first_seen_at: now }));
      await db
        .insertInto('tasks')
        .values(rows.toSorted((a, b) => compare(a.key, b.key)))
        .onConflict((conflict) => conflict.columns(['site', 'key']).doNothing())
        .execute();
    },
    async tasks(site) {
      const rows = await db.selectFrom('tasks').select('task').where('site', '=', site).orderBy('key').execute();
      return rows.map(({ task }) => JSON.parse(task) as Task);
    },
    async sums(site, task) {
      const rows = await db
        .selectFrom('sums')
        .select(['question', 'epoch', 'arm', 'n', 'counts'])
        .where('site', '=', site)
        .where('task', '=', task)
        .orderBy('epoch')
        .orderBy('question')
        .orderBy('arm')
        .execute();
      return rows.map(({ question, epoch, arm, n, counts }) => ({
        question,
        epoch,
        arm: arm === 1 ? 1 : 0,
        n: Number(n),
        counts: Array.from(counts, Number),
      }));
    },
    async forgetBefore(epoch) {
      await db.deleteFrom('report_ids').where('epoch', '<', epoch).execute();
    },
    close: () => db.destroy(),
  };
}

async function addAll(tx: Transaction<Tables>, reports: readonly StoredReport[]): Promise<boolean[]> {
  const once = new Map(reports.map((report) => [toIdText(report), report]));
  // all transactions touch rows in one order, so that none waits for one that waits for it
  const sorted = [...once].toSorted(([a], [b]) => compare(a, b)).map(([, report]) => report);
  const inserted = await sql<{ site: string; epoch: number; id: string }>`
    insert into report_ids (site, epoch, id)
    select * from unnest(
      ${sorted.map(({ site }) => site)}::text[],
      ${sorted.map(({ epoch }) => epoch)}::integer[],
      ${sorted.map(({ id }) => id)}::uuid[]
    )
    on conflict do nothing
    returning site, epoch, replace(id::text, '-', '') as id`.execute(tx);
  const fresh = new Set(inserted.rows.map(toIdText));
  await addSums(
    tx,
    sorted.filter((report) => fresh.has(toIdText(report))),
  );
  // of one id given twice, the first is the new one
  return reports.map((report) => fresh.delete(toIdText(report)));
}

async function addSums(tx: Transaction<Tables>, reports: readonly StoredReport[]): Promise<void> {
  if (reports.length === 0) return;
  const batches = Map.groupBy(reports, ({ site, task, question, epoch, arm }) =>
    JSON.stringify([site, task, question, epoch, arm]),
  );
  const rows = [...batches]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([, of]) => ({ ...of[0]!, n: of.length, sums: `{${sumCells(of).join(',')}}` }));
  await sql`
    insert into sums (site, task, question, epoch, arm, n, counts)
    select site, task, question, epoch, arm, n, counts::bigint[] from unnest(
      ${rows.map(({ site }) => site)}::text[],
      ${rows.map(({ task }) => task)}::text[],
      ${rows.map(({ question }) => question)}::integer[],
      ${rows.map(({ epoch }) => epoch)}::integer[],
      ${rows.map(({ arm }) => arm)}::smallint[],
      ${rows.map(({ n }) => n)}::bigint[],
      ${rows.map(({ sums }) => sums)}::text[]
    ) as added (site, task, question, epoch, arm, n, counts)
    on conflict (site, task, question, epoch, arm) do update set
      n = sums.n + excluded.n,
      counts = (
        select array_agg(coalesce(old, 0) + coalesce(new, 0) order by cell)
        from unnest(sums.counts, excluded.counts) with ordinality as cells (old, new, cell)
      )`.execute(tx);
}

function sumCells(reports: readonly StoredReport[]): number[] {
  const sums = reports[0]!.counts.map(() => 0);
  for (const { counts } of reports) for (const [cell, count] of counts.entries()) sums[cell]! += count;
  return sums;
}

const toIdText = ({ site, epoch, id }: { site: string; epoch: number; id: string }): string =>
  JSON.stringify([site, epoch, id]);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
    migrationTableName: 'aisle_migrations',
    migrationLockTableName: 'aisle_migrations_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

async function repeatOn<T>(codes: ReadonlySet<unknown>, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (tries >= TRIES || !codes.has(code)) throw error;
    }
  }
}
