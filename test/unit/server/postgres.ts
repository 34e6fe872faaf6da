import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BIN = ['/usr/lib/postgresql/15/bin', '/usr/lib/postgresql/16/bin', '/usr/lib/postgresql/17/bin'];

export interface Postgres {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** A PostgreSQL of its own on a free port, as Debian packages it: `apt-get install postgresql`. Gone with `stop`. */
export async function startPostgres(): Promise<Postgres> {
  const find = (): string | undefined => BIN.find((dir) => existsSync(join(dir, 'initdb')));
  // its own database is not wanted, only its programs
  if (!find() && process.getuid?.() === 0) execFileSync('apt-get', ['install', '-y', 'postgresql']);
  const bin = find();
  if (!bin)
    throw new Error(`no initdb in ${BIN.join(', ')}; expected PostgreSQL 15 or newer: apt-get install postgresql`);
  const dir = mkdtempSync(join(tmpdir(), 'aisle-postgres-'));
  chmodSync(dir, 0o700);
  // PostgreSQL refuses to run as root
  const isRoot = process.getuid?.() === 0;
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody']));
  const user = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : undefined;
  if (user) chownSync(dir, user.uid, user.gid);
  const data = join(dir, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'aisle', '-A', 'trust', '-E', 'UTF8', '--no-locale'], {
    ...user,
    cwd: dir,
  });
  const port = await freePort();
  const args = ['-D', data, '-p', `${port}`, '-k', dir, '-c', 'listen_addresses=127.0.0.1'];
  const server = spawn(join(bin, 'postgres'), args, { ...user, cwd: dir, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  for (let tries = 0; !isReady(join(data, 'postmaster.pid')); tries++) {
    if (tries > 600) throw new Error('PostgreSQL did not start within a minute');
    await sleep(100);
  }
  return {
    url: `postgres://aisle@127.0.0.1:${port}/postgres`,
    async stop() {
      server.kill('SIGINT');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The eighth line of postmaster.pid says so. */
function isReady(file: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').split('\n')[7]?.trim() === 'ready';
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
