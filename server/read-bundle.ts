import { manifestSchema } from '../contract/bundle.schema.ts';
import { isManifest, type Manifest, type PartName } from '../contract/bundle.ts';
import { toHex, type ItemId } from '../contract/ids.ts';
import { MAX_MANIFEST_BYTES } from '../contract/limits.ts';
import {
  decodeAttributes,
  decodeDisplay,
  decodeIds,
  decodeNeighbours,
  decodePopularity,
  decodeVocabulary,
  partOf,
  type AttributePart,
  type DisplayPart,
  type NeighboursPart,
  type PopularityPart,
  type VocabularyPart,
} from '../contract/parts.ts';
import { createContent, type Content } from './content.ts';
import { AisleServerError } from './errors.ts';
import type { Platform } from './platform.ts';

/** A bundle whose every part was found, hashed and decoded. */
export interface ServedBundle {
  readonly manifest: Manifest;
  readonly manifestContent: Content;
  /** SHA-256 of the manifest's bytes, hexadecimal. */
  readonly hash: string;
  /** File name -> the bytes that were verified. */
  readonly files: ReadonlyMap<string, Content>;
  readonly ids: readonly ItemId[];
  readonly rows: ReadonlyMap<ItemId, number>;
  readonly popularity: PopularityPart;
  readonly neighbours: NeighboursPart;
  readonly attributes: readonly AttributePart[];
  readonly vocabulary: VocabularyPart;
  readonly display: DisplayPart;
  /** Rows that can be shown (they have a title and a URL), most popular first. */
  readonly popular: Uint32Array;
}

/**
 * Reads the bundle in `dir`. Nothing of it is served before the SHA-256 and size of every part agree with the manifest.
 *
 * @throws {AisleServerError} naming the file, what was expected of it and what to do
 */
export async function readBundle(dir: string, { files, compress }: Platform): Promise<ServedBundle> {
  const path = `${dir}/manifest.json`;
  const bytes = await files.read(path);
  if (!bytes) {
    throw new AisleServerError(
      'bundle-missing',
      `${path} does not exist; expected a bundle's manifest. Run "aisle train --events FILE --items FILE --out ${dir}" first.`,
    );
  }
  const manifest = parseManifest(bytes, path);
  const contents = new Map<string, Content>();
  for (const part of manifest.parts) {
    const partBytes = await files.read(`${dir}/${part.file}`);
    const hash = partBytes && (await sha256(partBytes));
    if (!partBytes || hash !== part.sha256 || partBytes.length !== part.bytes || part.file !== `${hash}.bin`) {
      const found = partBytes ? `${partBytes.length} bytes with SHA-256 ${hash}` : 'no such file';
      throw new AisleServerError(
        'bundle-part',
        `${dir}/${part.file} (part ${part.name}): found ${found}, expected ${part.bytes} bytes with SHA-256 ${part.sha256}. ` +
          'Train again, or copy the bundle folder again as a whole.',
      );
    }
    contents.set(part.file, createContent(partBytes, { type: 'application/octet-stream', hash, compress }));
  }
  const hash = await sha256(bytes);
  return {
    manifest,
    manifestContent: createContent(bytes, { type: 'application/json', hash, compress }),
    hash,
    files: contents,
    ...decodeParts(dir, manifest, contents),
  };
}

function decodeParts(dir: string, manifest: Manifest, contents: ReadonlyMap<string, Content>) {
  const decode = <T>(name: PartName, read: (buffer: ArrayBuffer, manifest: Manifest) => T | undefined): T => {
    const content = contents.get(partOf(manifest, name)?.file ?? '');
    const decoded = content && read(content.bytes.buffer, manifest);
    if (decoded) return decoded;
    const found = content ? 'a table that does not fit the manifest' : 'none';
    throw new AisleServerError(
      'bundle-malformed',
      `${dir}/manifest.json: expected a part "${name}" of ${manifest.items} items, found ${found}. Train again with this version.`,
    );
  };
  const ids = decode('ids', decodeIds);
  const popularity = decode('popularity', decodePopularity);
  const display = decode('display', decodeDisplay);
  return {
    ids,
    rows: new Map(ids.map((id, row) => [id, row])),
    popularity,
    neighbours: decode('neighbours', decodeNeighbours),
    attributes: decode('attributes', decodeAttributes),
    vocabulary: decode('vocabulary', decodeVocabulary),
    display,
    popular: sortByShare(popularity, display),
  };
}

function sortByShare({ share, support }: PopularityPart, { titles, urls }: DisplayPart): Uint32Array {
  const rows = titles.flatMap((title, row) => (title && urls[row] ? [row] : []));
  return Uint32Array.from(rows.toSorted((a, b) => share[b]! - share[a]! || support[b]! - support[a]! || a - b));
}

function parseManifest(bytes: Uint8Array<ArrayBuffer>, path: string): Manifest {
  const fail = (found: string): never => {
    throw new AisleServerError(
      'bundle-malformed',
      `${path}: ${found}; expected a manifest of bundle format 1. Train again, or copy the bundle folder again as a whole.`,
    );
  };
  if (bytes.length > MAX_MANIFEST_BYTES)
    fail(`${bytes.length} bytes, more than the ${MAX_MANIFEST_BYTES} a device takes`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return fail('not JSON in UTF-8');
  }
  // the guard is what devices apply; the schema says which field is wrong
  if (isManifest(value)) return value;
  const issue = manifestSchema.safeParse(value).error?.issues[0];
  return fail(issue ? `${issue.path.join('.') || 'the whole'}: ${issue.message}` : 'refused');
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
