import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { measureSizes, type Size } from '../sizes.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENTS = ['README.md', 'CHANGELOG.md', ...markdownIn('docs'), ...markdownIn('docs/decisions')];

describe('the README’s sizes are those of the built files', () => {
  const sizes = measureSizes(join(ROOT, 'dist'));
  const claims = [
    ...read('README.md').matchAll(/^\| .+? \| `([\w-]+\.\w+|bytes-[\w-]+)`\s+\| ([\d.]+) kB\s+\|$/gm),
  ].map(([, name = '', claimed = '']) => ({ name, claimed }));

  test('there are some', () => expect(claims.length).toBeGreaterThanOrEqual(4));

  test.each(claims)('$name: $claimed kB', ({ name, claimed }) => {
    const size = sizes.find((row) => (name.startsWith('bytes-') ? row.id === name : isOnly(row, name)));
    expect(size, `no row of test/sizes.ts measures ${name}`).toBeDefined();
    expect((size!.bytes / 1000).toFixed(1)).toBe(Number(claimed).toFixed(1));
  });
});

describe.each(DOCUMENTS)('%s', (document) => {
  const text = read(document);

  test('links to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) => target);
    const missing = links.filter((target) => !existsSync(join(ROOT, dirname(document), target)));
    expect(missing).toEqual([]);
  });

  test('names npm scripts that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm (?:run )?(start|test|bench|build|aisle|run [\w:]+)\b/g)].map(([, name = '']) =>
      name.replace('run ', ''),
    );
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

function isOnly({ files }: Size, name: string): boolean {
  return files.length === 1 && files[0] === name;
}

function markdownIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
