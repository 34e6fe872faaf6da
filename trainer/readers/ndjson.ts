/** The fields of one line of NDJSON as text, names lower-cased; a sentence where it is no object. */
export function parseObject(line: string): Map<string, string> | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    const hint = line.trimStart().startsWith('[') ? ' (one object a line was expected, not an array: jq -c ".[]")' : '';
    return `not JSON: ${(cause as Error).message}${hint}`;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'not a JSON object; one object a line was expected (jq -c ".[]" takes an array apart)';
  }
  const fields = new Map<string, string>();
  for (const [name, field] of Object.entries(value)) fields.set(name.toLowerCase(), toField(field));
  return fields;
}

function toField(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(toField).join('|');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
