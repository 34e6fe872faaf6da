import type { Grant, Purpose } from '../../contract/grants.ts';

/**
 * What a source says of a purpose. `unasked`: it is there and the shopper has not chosen; pending under `opt-in`, no refusal
 * under `opt-out`. `pending`: it has not spoken yet, and nobody is taken to agree before it has. Anything that is neither
 * `granted` nor `denied` never grants, so neither does a page's slip of the pen.
 */
export type Said = Grant | 'unasked';

/** What one source of consent says. */
export interface Signal {
  /** The purposes it speaks of; one that it does not know is left out, and then says nothing. Empty: `data-policy` decides. */
  readonly grants: Partial<Record<Purpose, Said>>;
  /** The choice was made on an earlier page; what was queued on this one may then be replayed. */
  readonly stored?: boolean;
  /** The consent manager's revision or notice version, when it has one. */
  readonly notice?: string;
  /** The TC or GPP string that says so. Only its hash is kept, and the worker makes it. */
  readonly evidence?: string;
}

/**
 * Starts listening to one consent manager and reports what it says, now and at every change; a report replaces the one
 * before, and the same one twice is harmless. Until the first the source counts as pending. `seen` is the manager's event
 * that gave it away, if one did. Never throws, whatever the manager's globals do; stores, requests and patches nothing.
 */
export type ConnectSource = (
  report: (signal: Signal) => void,
  seen?: Event,
  /** The tag's `data-` attributes, or `createAisle`'s options. */
  options?: Readonly<Record<string, string | undefined>>,
) => void;

/** The sources of one adapter file by their names in `data-consent`. */
export type Family = Readonly<Record<string, ConnectSource>>;
