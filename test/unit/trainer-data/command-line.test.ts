import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { csv, gzip, rows, useScratch } from './files.ts';

const MAIN = fileURLToPath(new URL('../../../trainer/main.ts', import.meta.url));
const scratch = useScratch();

function aisle(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBUG: '', FORCE_COLOR: '' },
  });
  return { code: status, out: stdout, err: stderr };
}

/** Shoppers who look at three of a family's four items: something to learn. */
function shoppers(count: number, startAt = 1_700_000_000): string[] {
  return Array.from({ length: count }, (_, session) => {
    const family = session % 6;
    return [0, 1, 2].map((step) => {
      const item = `f${family}-${(session * 7 + step * (1 + (session % 3))) % 4}`;
      return `s${startAt}-${session},${item},${startAt + session * 3_600 + step * 60},view`;
    });
  }).flat();
}

const SMALL_CONFIG = JSON.stringify({ model: { trials: 2, dims: 8, listLength: 5 } });

describe('wrong usage', () => {
  it.each([
    ['no command', [], 'Usage: aisle'],
    ['an unknown command', ['keygen'], "unknown command 'keygen'"],
    ['an unknown option', ['train', '--events', 'x', '--out', 'y', '--fast'], "unknown option '--fast'"],
    ['a missing option', ['train', '--events', 'x.csv'], "required option '--out <dir>' not specified"],
    [
      'a share that is none',
      ['train', '--events', 'x', '--out', 'y', '--max-bad', 'many'],
      'Expected a share such as 1% or 0.01',
    ],
    ['a seed that is none', ['train', '--events', 'x', '--out', 'y', '--seed', '-1'], 'Expected a whole number from 0'],
    ['a port that is none', ['serve', '--port', '70000'], 'Expected a port'],
  ])('exits with 2 for %s', (_, args, says) => {
    const { code, out, err } = aisle(...args);
    expect(code).toBe(2);
    expect(err).toContain(says);
    expect(out).toBe('');
  });

  it('exits with 2 for a protocol there is not', () => {
    const events = scratch.file('log.csv', csv(shoppers(60)));
    const { code, err } = aisle('evaluate', '--events', events, '--protocol', 'magic');
    expect(code).toBe(2);
    expect(err).toContain('magic');
  });
});

describe('help', () => {
  it.each(['train', 'evaluate', 'inspect', 'serve'])('explains %s with an example', (command) => {
    const { code, out } = aisle(command, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(/Examples?:\n {2}\$ aisle /);
  });
});

describe('bad input to train', () => {
  const cases: [what: string, name: string, content: string | Uint8Array, says: RegExp][] = [
    [
      'broken rows',
      'log.csv',
      csv([...rows(50), 'broken', 'broken too']),
      /log\.csv, line 52: 1 field where the header has 4[^]*Mend them, or allow/,
    ],
    [
      'a missing column',
      'log.csv',
      csv(rows(9), 'session_id,item,timestamp,event_type'),
      /log\.csv, line 1: no column item_id\..*Name it item_id|log\.csv, line 1: no column item_id\..*name the one/,
    ],
    ['an empty file', 'log.csv', '', /log\.csv, line 1: is empty.*Export it again/],
    [
      'a wrong delimiter',
      'log.csv',
      csv(rows(9)).replaceAll(',', ';'),
      /log\.csv, line 1: columns are separated by a semicolon.*--config/,
    ],
    [
      'a gzip cut short',
      'log.csv.gz',
      gzip(csv(rows(5_000))).slice(0, 9_000),
      /log\.csv\.gz, line \d+: the gzip ends in the middle.*Copy or export it again/,
    ],
  ];

  it.each(cases)('%s: exits with 1, file, line and remedy, and writes nothing', (_, name, content, says) => {
    const events = scratch.file(name, content);
    const { code, out, err } = aisle('train', '--events', events, '--out', scratch.path('bundle'));
    expect(code).toBe(1);
    expect(err).toMatch(says);
    expect(err).not.toMatch(/\n\s+at /);
    expect(out).toBe('');
    expect(readdirSync(dirname(events))).toEqual([name]);
  });

  it('leaves a bundle that is there untouched', () => {
    const good = scratch.file('good.csv', csv(shoppers(60)));
    const bad = scratch.file('bad.csv', '');
    const config = scratch.file('config.json', SMALL_CONFIG);
    const out = scratch.path('bundle');
    expect(aisle('train', '--events', good, '--out', out, '--config', config)).toMatchObject({ code: 0 });
    const before = readFileSync(join(out, 'manifest.json'), 'utf8');
    expect(aisle('train', '--events', bad, '--out', out).code).toBe(1);
    expect(readFileSync(join(out, 'manifest.json'), 'utf8')).toBe(before);
    expect(aisle('inspect', out)).toMatchObject({ code: 0 });
  });

  it.each([
    ['a key there is not', '{"siet":{}}', 'siet: no such setting. Did you mean site?'],
    [
      'a nested key there is not',
      '{"attributes":{"excludes":[]}}',
      'attributes.excludes: no such setting. Did you mean exclude?',
    ],
    ['a value that does not fit', '{"site":{"currency":"pounds"}}', 'site.currency: '],
    ['what is not JSON', '{', 'is not JSON'],
  ])('refuses a config with %s, naming the path', (_, config, says) => {
    const events = scratch.file('log.csv', csv(rows(9)));
    const file = scratch.file('config.json', config);
    const { code, err } = aisle('train', '--events', events, '--out', scratch.path('bundle'), '--config', file);
    expect(code).toBe(1);
    expect(err).toContain(file);
    expect(err).toContain(says);
  });
});

describe('a whole run', () => {
  it('trains the same bundle twice, says what it did in plain lines, and its own inspection finds it whole', () => {
    const events = scratch.file('log.csv', csv([...shoppers(150), 's,i,soon,view']));
    const items = scratch.file('items.csv', 'item_id,title,price\nf0-0,RED LAMP,1\nf0-1,BLUE LAMP,2\n<b>,x,3\n');
    const config = scratch.file('config.json', SMALL_CONFIG);
    const run = (out: string) =>
      aisle(
        'train',
        '--events',
        events,
        '--items',
        items,
        '--config',
        config,
        '--out',
        scratch.path(out),
        '--seed',
        '3',
      );
    const first = run('one');
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toContain('rows     454, 1 bad');
    expect(first.out).toContain(`${events}, line 452: timestamp cannot be read: "soon"`);
    expect(first.err).toContain('Reading events: 450 events, 150 sessions');
    // oxlint-disable-next-line no-control-regex -- colours are what must not be there
    expect(first.out + first.err).not.toMatch(/\u001b/);
    const hash = /hash +([0-9a-f]{64})/.exec(first.out)![1]!;
    expect(run('two').out).toContain(hash);

    const report = JSON.parse(readFileSync(join(scratch.path('one'), 'report.json'), 'utf8')) as {
      bundle: { hash: string };
      bad: { count: number };
    };
    expect(report).toMatchObject({ bundle: { hash }, bad: { count: 1 } });
    const page = readFileSync(join(scratch.path('one'), 'report.html'), 'utf8');
    expect(page).toContain('timestamp cannot be read');
    expect(page).not.toMatch(/<script|<link|<img|https?:\/\/(?!www\.w3\.org)/);

    const inspected = aisle('inspect', scratch.path('one'));
    expect(inspected).toMatchObject({ code: 0 });
    expect(inspected.out).toContain(hash);
    const { parts } = JSON.parse(readFileSync(join(scratch.path('one'), 'manifest.json'), 'utf8')) as {
      parts: { file: string }[];
    };
    writeFileSync(join(scratch.path('one'), parts[0]!.file), 'not what it was');
    const damaged = aisle('inspect', scratch.path('one'));
    expect(damaged.code).toBe(1);
    expect(damaged.err).toContain(`ids (${parts[0]!.file}) has 15 bytes`);
  });

  it('evaluates the very bundle that train makes of the training rows', () => {
    const training = shoppers(150);
    const test = shoppers(40, 1_700_000_000 + 200 * 3_600);
    const header = 'session_id,item_id,timestamp,event_type';
    const both = csv(
      [...training.map((row) => `${row},train`), ...test.map((row) => `${row},test`)],
      `${header},split`,
    );
    const config = scratch.file('config.json', SMALL_CONFIG);
    const [json, predictions] = [scratch.path('figures.json'), scratch.path('steps.ndjson')];
    const wanted = ['--protocol', 'next-item', '--json', json, '--predictions', predictions];
    const evaluated = aisle('evaluate', '--events', scratch.file('both.csv', both), '--config', config, ...wanted);
    expect(evaluated).toMatchObject({ code: 0 });
    const trained = aisle(
      'train',
      '--events',
      scratch.file('train.csv', csv(training)),
      '--config',
      config,
      '--out',
      scratch.path('bundle'),
    );
    const figures = JSON.parse(readFileSync(json, 'utf8')) as {
      bundleHash: string;
      steps: number;
      metrics: { hr: number };
    };
    expect(trained.out).toContain(figures.bundleHash);
    const steps = readFileSync(predictions, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { target: string; ranked: string[] });
    expect(steps).toHaveLength(figures.steps);
    const hits = steps.filter(({ target, ranked }) => ranked.includes(target)).length;
    expect(hits / steps.length).toBeCloseTo(figures.metrics.hr, 9);
    expect(existsSync(`${predictions}.part`)).toBe(false);
  });
});
