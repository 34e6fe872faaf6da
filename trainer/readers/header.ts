import { nearestName, TrainerError } from '../errors.ts';
import { splitFields } from './delimited.ts';
import type { Source } from './source.ts';

const DELIMITERS = [
  [',', 'a comma'],
  [';', 'a semicolon'],
  ['\t', 'a tab'],
  ['|', 'a vertical bar'],
] as const;

export interface Header {
  readonly delimiter: string;
  readonly columns: readonly string[];
}

/**
 * Reads a header line. Expects `expected` between the columns, a comma by default, a tab in .tsv files; any delimiter will
 * do where `isKnown` recognises the columns it gives.
 *
 * @throws {TrainerError} `wrong-delimiter` when another one would give more columns, `duplicate-column`
 */
export function readHeader(
  source: Source,
  line: string,
  lineNumber: number,
  expected: string | undefined,
  isKnown: (columns: readonly string[]) => boolean = () => false,
): Header {
  const place = { file: source.file, line: lineNumber };
  const known = DELIMITERS.find(([symbol]) => isKnown(toColumns(line, symbol)));
  const delimiter = expected ?? known?.[0] ?? (source.tabs ? '\t' : ',');
  const columns = toColumns(line, delimiter);
  const best = DELIMITERS.map(([symbol]) => symbol as string).reduce((a, b) =>
    toColumns(line, b).length > toColumns(line, a).length ? b : a,
  );
  if (columns.length < 2 && best !== delimiter && toColumns(line, best).length > 1) {
    throw new TrainerError(
      'wrong-delimiter',
      `columns are separated by ${nameDelimiter(best)}, ${nameDelimiter(delimiter)} was expected. ` +
        `Export it with ${nameDelimiter(delimiter)}, or set ${JSON.stringify({ csv: { delimiter: best } })} in the --config file` +
        `${best === '\t' ? ', or name the file .tsv' : ''}.`,
      place,
    );
  }
  const twice = columns.find((column, index) => column !== '' && columns.indexOf(column) < index);
  if (twice !== undefined) {
    throw new TrainerError('duplicate-column', `column ${twice} stands there twice. Rename or remove one.`, place);
  }
  return { delimiter, columns };
}

function nameDelimiter(delimiter: string): string {
  return DELIMITERS.find(([symbol]) => symbol === delimiter)?.[1] ?? JSON.stringify(delimiter);
}

/** Why a row of `found` fields is bad under a header of `expected`. */
export function describeFieldCount(text: string, found: number, { columns, delimiter }: Header): string {
  const other = DELIMITERS.find(([symbol]) => symbol !== delimiter && text.split(symbol).length === columns.length);
  const hint = other && columns.length > 1 ? `; it looks separated by ${other[1]}` : '';
  const plural = found === 1 ? 'field' : 'fields';
  return `${found} ${plural} where the header has ${columns.length}${hint}`;
}

function toColumns(line: string, delimiter: string): string[] {
  return (splitFields(line, delimiter) ?? line.split(delimiter)).map((column) => column.trim().toLowerCase());
}

/** @throws {TrainerError} `missing-column`, listing the columns found and the nearest name */
export function requireColumn(
  source: { readonly file: string; readonly line?: number | undefined },
  columns: readonly string[],
  anyOf: readonly string[],
): string {
  const found = anyOf.find((name) => columns.includes(name));
  if (found !== undefined) return found;
  const near = anyOf
    .map((name) =>
      nearestName(
        name,
        columns.filter((column) => column !== ''),
      ),
    )
    .find(Boolean);
  const wanted = anyOf.join(' or ');
  throw new TrainerError(
    'missing-column',
    `no column ${wanted}. Columns found: ${columns.join(', ') || 'none'}. ` +
      (near === undefined
        ? `Add it, or name the one that holds it ${anyOf[0]}.`
        : `Did you mean ${near}? Name it ${anyOf[0]}.`),
    source,
  );
}

export function headerOnly({ file }: { readonly file: string }): TrainerError {
  return new TrainerError('header-only', 'has a header but no rows; at least one row was expected. Export it again.', {
    file,
    line: 1,
  });
}
