import type { Signal } from './gate.ts';

/**
 * What an adapter's script hands to whoever loaded it: starts listening to one consent manager and reports what it says,
 * now and whenever it changes. `seen` is the manager's event that gave it away, if one did.
 */
export type ConnectAdapter = (report: (signal: Signal) => void, seen?: Event) => void;
