import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';

import { parseSync } from 'vite';

export interface Import {
  /** Source file, relative to the project, with forward slashes. */
  readonly from: string;
  /** Target file relative to the project, or the package as it was named. */
  readonly to: string;
  readonly kind: 'value' | 'type';
}

export interface Source {
  readonly path: string;
  readonly text: string;
}

/** The realms of docs/ARCHITECTURE.md; each is a folder of the project. */
export const REALMS = ['contract', 'src', 'worker', 'trainer', 'server', 'demo', 'bench', 'test'] as const;

/** Every TypeScript source of `realms` below `root`. */
export function readSources(root: string, realms: readonly string[] = REALMS): Source[] {
  return realms.flatMap((realm) =>
    readdirSync(join(root, realm), { recursive: true, encoding: 'utf8' })
      .map((name) => `${realm}/${name.replaceAll('\\', '/')}`)
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.includes('node_modules/'))
      .toSorted()
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  );
}

/** What each source imports, exports from elsewhere, loads on demand or names as a type. */
export function importsOf(sources: readonly Source[]): Import[] {
  return sources.flatMap(({ path, text }) => {
    const { program, errors } = parseSync(path, text);
    if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
    const found: Import[] = [];
    visit(program, (node) => {
      const specifier = specifierOf(node);
      if (specifier !== undefined) found.push({ from: path, to: resolve(path, specifier), kind: kindOf(node) });
    });
    return found;
  });
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string };

/** Calls `onNode` for every node of a syntax tree, parents first. */
export function visit(value: unknown, onNode: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const element of value) visit(element, onNode);
  } else if (typeof value === 'object' && value !== null) {
    if (isNode(value)) onNode(value);
    for (const child of Object.values(value)) visit(child, onNode);
  }
}

function isNode(value: object): value is Node {
  return 'type' in value && typeof value.type === 'string';
}

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
    case 'TSImportType': {
      const source = node['source'];
      if (source === null || source === undefined) return undefined;
      // an address worked out at run time cannot be judged: it is a target of its own that no realm may import
      return literalOf(source) ?? '(computed)';
    }
    case 'TSExternalModuleReference':
      return literalOf(node['expression']);
    default:
      return undefined;
  }
}

function literalOf(node: unknown): string | undefined {
  return typeof node === 'object' && node !== null && 'value' in node && typeof node.value === 'string'
    ? node.value
    : undefined;
}

function kindOf(node: Node): Import['kind'] {
  // `import { type A }` still loads the module under verbatimModuleSyntax; only `import type` does not
  return node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type'
    ? 'type'
    : 'value';
}

function resolve(from: string, specifier: string): string {
  return specifier.startsWith('.') ? normalize(join(dirname(from), specifier)) : specifier;
}
