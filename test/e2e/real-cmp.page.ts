// The consent manager of a shop, in its page: the IAB's own packages, a cookie and a dialog. Bundled by real-cmp.ts.

import { CmpApi } from '@iabtechlabtcf/cmpapi';
import { GVL, PurposeRestriction, RestrictionType, TCModel, TCString } from '@iabtechlabtcf/core';

const CMP_ID = 300;
const COOKIE = 'euconsent-v2';
const PURPOSES = Array.from({ length: 11 }, (_, at) => at + 1);
const VENDOR = 2;

/** What a dialog may have in it, `document.currentScript.dataset`. */
interface CmpOptions {
  /** `no`: the law does not apply. */
  readonly gdpr?: string;
  /** `yes`: the dialog asks what the shop itself may do, too. */
  readonly publisher?: string;
  /** A purpose the shop forbids its vendors. */
  readonly forbidden?: string;
}

const options: CmpOptions = document.currentScript?.dataset ?? {};
const gvl = new GVL({
  gvlSpecificationVersion: 3,
  vendorListVersion: 15,
  tcfPolicyVersion: 5,
  lastUpdated: '2026-11-01T00:00:00Z',
  purposes: Object.fromEntries(
    PURPOSES.map((id) => [id, { id, name: `Purpose ${id}`, description: '', illustrations: [] }]),
  ),
  specialPurposes: {},
  features: {},
  specialFeatures: {},
  stacks: {},
  dataCategories: {},
  vendors: {
    [VENDOR]: {
      id: VENDOR,
      name: 'A vendor',
      purposes: [1, 5, 6, 8, 11],
      legIntPurposes: [7],
      flexiblePurposes: [5],
      specialPurposes: [],
      features: [],
      specialFeatures: [],
      policyUrl: 'https://vendor.example/privacy',
    },
  },
} as unknown as ConstructorParameters<typeof GVL>[0]);

function encode(
  consents: readonly number[],
  publisherConsents: readonly number[],
  interests: readonly number[],
): string {
  const model = new TCModel(gvl);
  model.cmpId = CMP_ID;
  model.cmpVersion = 1;
  model.purposeConsents.set([...consents]);
  model.purposeLegitimateInterests.set([...interests]);
  model.publisherConsents.set([...publisherConsents]);
  if (options.forbidden) {
    const restriction = new PurposeRestriction(Number(options.forbidden), RestrictionType.NOT_ALLOWED);
    model.publisherRestrictions.add(VENDOR, restriction);
  }
  return TCString.encode(model);
}

const api = new CmpApi(CMP_ID, 1, true);
const stored = document.cookie.split('; ').find((cookie) => cookie.startsWith(`${COOKIE}=`));

/** At `cmpuishown` a manager puts in every legitimate interest and no consent, or what was chosen before. */
const show = (): void => {
  const dialog = document.createElement('dialog');
  dialog.id = 'cmp';
  const choices: readonly [name: string, consents: readonly number[], publisher: readonly number[]][] = [
    ['accept', PURPOSES, PURPOSES],
    ['reject', [], []],
    ['contextual', [11], [11]],
    ['no-storage', PURPOSES.slice(1), PURPOSES.slice(1)],
    ['vendors-only', PURPOSES, [1]],
  ];
  for (const [name, consents, publisher] of choices) {
    const button = document.createElement('button');
    button.id = `cmp-${name}`;
    button.textContent = name;
    button.addEventListener('click', () => {
      const tcString = encode(consents, options.publisher ? publisher : [], []);
      // oxlint-disable-next-line unicorn/no-document-cookie -- what managers do
      document.cookie = `${COOKIE}=${tcString}; path=/; max-age=1000`;
      dialog.remove();
      api.update(tcString, false);
    });
    dialog.append(button);
  }
  document.body.append(dialog);
  dialog.open = true;
  api.update(stored?.slice(COOKIE.length + 1) ?? encode([], [], PURPOSES), true);
};

(globalThis as { showCmp?: () => void; breakCmp?: () => void }).showCmp = show;
(globalThis as { breakCmp?: () => void }).breakCmp = () => api.disable();

if (options.gdpr === 'no') api.update(null);
else if (stored) api.update(stored.slice(COOKIE.length + 1), false);
else if (document.body) show();
else addEventListener('DOMContentLoaded', show);
