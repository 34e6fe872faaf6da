import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

const MEMORY_LIMIT = '1GB';

/** An in-memory database that spills to a directory of its own, where readers may also put their files. */
export interface Duck {
  readonly dir: string;
  run(sql: string): Promise<void>;
  /** All rows; for small results only. */
  rows(sql: string): Promise<Value[][]>;
  /** Row by row without holding them; `values` is reused. */
  each(sql: string, onRow: (values: Value[]) => void): Promise<void>;
  /** A new table of names and their places in the list: columns `name`, `code`. */
  writeNames(table: string, names: readonly string[]): Promise<void>;
}

export type Value = string | number | bigint | boolean | null;

/** Opens a database for the time of `use`, and removes every trace of it afterwards. */
export async function withDuck<T>(use: (duck: Duck) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'aisle-trainer-'));
  const database = await DuckDBInstance.create(':memory:', {
    temp_directory: join(dir, 'spill'),
    memory_limit: MEMORY_LIMIT,
    // reading must not depend on what else is installed, nor fetch anything
    autoinstall_known_extensions: 'false',
  });
  const connection = await database.connect();
  try {
    // a time without a zone means the same on every machine
    await connection.run("SET TimeZone = 'UTC'");
    return await use(toDuck(dir, connection));
  } finally {
    connection.closeSync();
    database.closeSync();
    await rm(dir, { recursive: true, force: true });
  }
}

export function toSqlString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function toDuck(dir: string, connection: DuckDBConnection): Duck {
  const each: Duck['each'] = async (sql, onRow) => {
    const result = await connection.stream(sql);
    const values = Array.from({ length: result.columnCount }, (): Value => null);
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const vectors = values.map((_, column) => chunk.getColumnVector(column));
      for (let row = 0; row < chunk.rowCount; row++) {
        for (let column = 0; column < vectors.length; column++) values[column] = toValue(vectors[column]!.getItem(row));
        onRow(values);
      }
    }
  };
  return {
    dir,
    each,
    writeNames: async (table, names) => {
      await connection.run(`CREATE TABLE ${table} (name VARCHAR, code INTEGER)`);
      const appender = await connection.createAppender(table);
      for (const [code, name] of names.entries()) {
        appender.appendVarchar(name);
        appender.appendInteger(code);
        appender.endRow();
      }
      appender.closeSync();
    },
    run: async (sql) => {
      await connection.run(sql);
    },
    rows: async (sql) => {
      const rows: Value[][] = [];
      await each(sql, (values) => rows.push([...values]));
      return rows;
    },
  };
}

function toValue(value: unknown): Value {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    default:
      if (value === null || value === undefined) return null;
      throw new TypeError('a query returned a type no reader asks for; cast it to VARCHAR');
  }
}
