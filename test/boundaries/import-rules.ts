import type { Import } from './imports.ts';

interface Rule {
  /** Whose imports: the first rule whose pattern fits a source decides for all of it. */
  readonly from: RegExp;
  /** Targets that may be loaded. */
  readonly value: readonly RegExp[];
  /** Targets of which the types may be named besides. */
  readonly type: readonly RegExp[];
}

const CONTRACT = /^contract\/[a-z-]+\.ts$/;
const SCHEMA = /^contract\/[a-z-]+\.schema\.ts$/;
const NODE = /^node:[a-z_/]+$/;
const ANYTHING = /./;

/** Who may import whom. What no rule allows is forbidden. */
export const IMPORT_RULES: readonly Rule[] = [
  { from: SCHEMA, value: [/^zod$/, CONTRACT, SCHEMA], type: [] },
  { from: CONTRACT, value: [CONTRACT], type: [/^zod$/, SCHEMA] },

  // the loader and each consent adapter are scripts of their own, and every byte of them is loaded before a grant
  {
    from: /^src\/consent\/prompt\./,
    value: [/^src\/(loader|consent)\//, /^src\/privacy-panel\/prompt/, CONTRACT],
    type: [/^src\//],
  },
  { from: /^src\/(loader|consent)\//, value: [/^src\/(loader|consent)\//, CONTRACT], type: [/^src\//] },
  // the one place that knows the worker's built source, as a string
  { from: /^src\/engine-client\//, value: [/^src\//, CONTRACT, /^comlink$/], type: [] },
  { from: /^src\//, value: [/^src\//, CONTRACT, /^virtual:aisle-worker$/], type: [] },

  { from: /^worker\/ranking\/learned\//, value: [/^worker\//, CONTRACT, /^@tensorflow\/tfjs-/], type: [] },
  // the two places that bring lazy rooms, from where this build lies
  { from: /^worker\/(main|living\/room)\.ts$/, value: [/^worker\//, CONTRACT, /^\(computed\)$/], type: [] },
  { from: /^worker\//, value: [/^worker\//, CONTRACT, /^comlink$/], type: [] },

  // the trainer runs the worker's own ranking wherever it measures or fits it: evaluation, and the models' validation
  {
    from: /^trainer\/(evaluation|models)\//,
    value: [/^trainer\//, /^worker\/(ranking|profile|bundle)\//, CONTRACT, SCHEMA, NODE, /^@tensorflow\/tfjs-/],
    type: [],
  },
  // a log is played through the device's own profile where it is clustered, and where rules are tried
  {
    from: /^trainer\/(clusters|segments)\//,
    value: [
      /^trainer\//,
      /^worker\/(living|segments|profile|bundle)\//,
      CONTRACT,
      SCHEMA,
      NODE,
      /^@tensorflow\/tfjs-/,
      /^(zod|@observablehq\/plot)$/,
    ],
    type: [],
  },
  // `aisle serve` starts the server; `aisle inspect` reads a bundle as a device does
  {
    from: /^trainer\/commands\//,
    value: [/^trainer\//, /^server\//, /^worker\/bundle\/decode\.ts$/, CONTRACT, SCHEMA, NODE, /^(commander|listr2)$/],
    type: [],
  },
  {
    from: /^trainer\//,
    value: [
      /^trainer\//,
      CONTRACT,
      SCHEMA,
      NODE,
      /^@tensorflow\/tfjs-/,
      /^(zod|commander|listr2|linkedom|@duckdb\/node-api|@observablehq\/plot)$/,
    ],
    type: [],
  },

  {
    from: /^server\//,
    value: [
      /^server\//,
      CONTRACT,
      SCHEMA,
      NODE,
      /^(zod|hono|@hono\/node-server|kysely|pg|@electric-sql\/pglite|prom-client|pino)(\/|$)/,
    ],
    type: [],
  },

  // a shop's page has Aisle's script tag and nothing else of ours
  { from: /^demo\/client\//, value: [/^demo\/client\//, /^vanilla-cookieconsent(\/|$)/], type: [/^src\/sdk\//] },
  {
    from: /^demo\//,
    value: [
      /^demo\/(?!client\/)/,
      /^trainer\//,
      /^server\//,
      CONTRACT,
      SCHEMA,
      NODE,
      /^(vite|hono|@hono\/node-server)(\/|$)/,
    ],
    type: [],
  },

  { from: /^(bench|test)\//, value: [ANYTHING], type: [] },
];

/** One line for every import that no rule allows. */
export function forbiddenImports(imports: readonly Import[], rules: readonly Rule[] = IMPORT_RULES): string[] {
  return imports.flatMap(({ from, to, kind }) => {
    const rule = rules.find((candidate) => candidate.from.test(from));
    if (!rule) return [`${from} is in no realm that the rules know`];
    const allowed = kind === 'type' ? [...rule.value, ...rule.type] : rule.value;
    return allowed.some((pattern) => pattern.test(to)) ? [] : [`${from} imports ${to} by ${kind}`];
  });
}
