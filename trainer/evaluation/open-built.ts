import { isRefine, NO_REFINE, type PartName } from '../../contract/bundle.ts';
import { partOf } from '../../contract/parts.ts';
import { decodeBundle, type Bundle } from '../../worker/bundle/decode.ts';
import { openRefiner } from '../../worker/ranking/refine/open-refiner.ts';
import { openLearned } from '../../worker/ranking/learned/learned-ranker.ts';
import type { BuiltBundle } from '../bundle-writer.ts';
import { TrainerError } from '../errors.ts';
import { openTf } from '../tf.ts';
import type { Refiners } from './methods.ts';

/** What of `refine` changes scores; the rest arranges a slot's list, or waits for clicks on one. */
const SCORING = ['taste', 'learned'] as const;

/** A bundle in memory as a device would see it after fetching its parts. */
export function openBuilt({ manifest, files }: BuiltBundle): Bundle {
  const parts = new Map<string, ArrayBuffer>();
  for (const { name, file } of manifest.parts) parts.set(name, toBuffer(files.get(file)!));
  const bundle = decodeBundle(manifest, parts);
  if (!bundle) throw new TrainerError('bad-bundle', 'the bundle just written cannot be decoded; please report this.');
  return bundle;
}

/**
 * What it adds to the mixture, opened as a device opens it: `refined` is all of it together; where that is more than one thing,
 * each stands before it alone, by the name of its field.
 */
export async function openBuiltRefiners({ manifest, files }: BuiltBundle, bundle: Bundle): Promise<Refiners> {
  const { refine } = manifest;
  if (!isRefine(refine)) return [];
  const open = async (chosen: typeof refine) =>
    openRefiner(
      { ...manifest, refine: chosen },
      {
        readPart: async (name: PartName) => {
          const part = partOf(manifest, name);
          return part && toBuffer(files.get(part.file)!);
        },
        openLearned: async (part, spec) => openLearned(part, spec, await openTf()),
      },
    );
  const stages = SCORING.flatMap((name) => (refine[name] === null ? [] : [[name, refine[name]] as const]));
  const wanted: [name: string, refine: typeof refine][] = [
    ...(stages.length > 1
      ? stages.map(([name, stage]): [string, typeof refine] => [name, { ...NO_REFINE, [name]: stage }])
      : []),
    ['refined', refine],
  ];
  const refiners: [string, ReturnType<NonNullable<Awaited<ReturnType<typeof open>>>>][] = [];
  for (const [name, chosen] of wanted) {
    const create = await open(chosen);
    if (create) refiners.push([name, create(bundle)]);
  }
  return refiners;
}

/** A buffer of its own: columns are views at multiples of 8 from its start. */
function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
