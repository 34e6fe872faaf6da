import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the collector keeps: sums, what they are sums of, and random ids for as long as a report could come again. */
export interface Tables {
  tasks: {
    site: string;
    /** `key` of the task. */
    key: string;
    /** JSON of the task as a bundle first put it. */
    task: string;
    /** Milliseconds since 1970-01-01 UTC. */
    first_seen_at: number;
  };
  sums: {
    site: string;
    task: string;
    question: number;
    epoch: number;
    arm: number;
    n: string | number | bigint;
    counts: readonly (string | number | bigint)[];
  };
  report_ids: { site: string; epoch: number; id: string };
}

/** By the name under which they are recorded; never changed once released, only added to. SQL of PostgreSQL 15. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-sums': {
    async up(db: Kysely<unknown>): Promise<void> {
      await sql`create table tasks (
        site text not null,
        key text not null,
        task text not null,
        first_seen_at double precision not null,
        primary key (site, key)
      )`.execute(db);
      await sql`create table sums (
        site text not null,
        task text not null,
        question integer not null,
        epoch integer not null,
        arm smallint not null,
        n bigint not null,
        counts bigint[] not null,
        primary key (site, task, question, epoch, arm)
      )`.execute(db);
      await sql`create table report_ids (
        site text not null,
        epoch integer not null,
        id uuid not null,
        primary key (site, epoch, id)
      )`.execute(db);
    },
  },
};
