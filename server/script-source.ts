import { createContent, type Content } from './content.ts';
import type { Platform } from './platform.ts';
import { sha256 } from './read-bundle.ts';

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  wasm: 'application/wasm',
};

/** The built scripts of a folder, read again when they change. */
export interface ScriptSource {
  file(name: string): Promise<Content | undefined>;
}

export function createScriptSource(dir: string, { files, compress }: Platform): ScriptSource {
  const kept = new Map<string, { revision: string; content: Content }>();
  return {
    async file(name) {
      const path = `${dir}/${name}`;
      const revision = await files.revision(path);
      const known = kept.get(name);
      if (known && known.revision === revision) return known.content;
      const bytes = revision === undefined ? undefined : await files.read(path);
      if (!bytes || revision === undefined) return undefined;
      const extension = name.slice(name.lastIndexOf('.') + 1);
      const type = TYPES[extension] ?? 'application/octet-stream';
      const content = createContent(bytes, { type, hash: await sha256(bytes), compress });
      kept.set(name, { revision, content });
      return content;
    },
  };
}
