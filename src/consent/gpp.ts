import { connectIab, iabPage, OPTED_OUT } from './iab-api.ts';
import { pending } from './pending.ts';
import type { ConnectSource, Signal } from './source.ts';
import { toTcfSignal } from './tcf-purposes.ts';
import { isUntouched } from './untouched.ts';

/** A section as the GPP API parses it, in one part or in several. */
type Section = Readonly<Record<string, unknown>>;

/** What every event of the GPP API carries, as far as it is read here. */
interface PingData {
  readonly cmpStatus?: unknown;
  readonly signalStatus?: unknown;
  readonly gppString: string;
  /** Ids of the sections in the string, in its order, and of those that apply here: 0 is not known yet, -1 none. */
  readonly sectionList: readonly number[];
  readonly applicableSections: readonly number[];
  readonly parsedSections: Readonly<Record<string, Section | readonly Section[]>>;
}

interface TcfSection {
  readonly PurposeConsents: readonly unknown[];
  readonly PublisherConsents?: readonly unknown[];
  /** Purpose and kind, 0 is "not allowed", as `@iabgpp/cmpapi` names them. */
  readonly PublisherRestrictions?: readonly { readonly key: number; readonly type: number }[];
}

/** The section of the European TCF. */
const TCF = 2;
/** Fields by which a shopper opts out: of sale, sharing, targeted advertising, in US Privacy, and by Global Privacy Control. */
const OPT_OUT = /OptOut(Sale)?$|^Gpc$/;

/**
 * Listens to a manager of the IAB's Global Privacy Platform 1.1. What it says counts while its signal is `ready`; while the
 * shopper chooses anew the former choice stands. An opt-out in the section of the nation, of any of the US states or of US
 * Privacy refuses, whichever applies to the shopper, and so does the Global Privacy Control it has seen; none of them grants.
 * A section of the TCF that applies is read like the TCF.
 */
export const connectGpp: ConnectSource = (report) =>
  connectIab(
    () => iabPage.__gpp,
    report,
    (api, command, hear, listenerId) => api(command, hear, listenerId),
    ({ pingData }: { pingData: PingData }) => {
      const { cmpStatus, signalStatus, applicableSections, parsedSections } = pingData;
      if (cmpStatus === 'error') return pending();
      if (signalStatus !== 'ready') return undefined;
      if (applicableSections.includes(0)) return pending();
      const fields = Object.values(parsedSections).flat().flatMap(Object.entries);
      const isOut = fields.some(([name, value]) => OPT_OUT.test(name) && /^(1|y|true)$/i.test(value as string));
      const signal = applicableSections.includes(TCF) ? readTcf(pingData) : { grants: {} };
      return { ...signal, grants: { ...signal.grants, ...(isOut && OPTED_OUT) } };
    },
  );

/** @throws TypeError where the section is not there: it applies, and nobody knows what was chosen. */
function readTcf({ parsedSections, sectionList, gppString }: PingData): Signal {
  const section = Object.assign({}, ...[parsedSections['tcfeuv2']].flat()) as TcfSection;
  return {
    ...toTcfSignal({
      // sections follow the header, each the string it would be alone
      tcString: gppString.split('~')[sectionList.indexOf(TCF) + 1]!,
      purposes: toConsents(section.PurposeConsents),
      publisher: toConsents(section.PublisherConsents ?? []),
      isRestricted: (id) => (section.PublisherRestrictions ?? []).some(({ key, type }) => key === id && type === 0),
    }),
    evidence: gppString,
    stored: isUntouched(),
  };
}

/** Parsers give a list of booleans, the first for purpose 1, or the ids of what was consented to. */
function toConsents(list: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(list.flatMap((is, at) => (is ? [[is === true ? at + 1 : is, true]] : [])));
}
