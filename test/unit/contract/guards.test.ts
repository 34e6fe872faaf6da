import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';

import * as bundleSchemas from '../../../contract/bundle.schema.ts';
import {
  isAttribute,
  isImportance,
  isLearned,
  isManifest,
  isPart,
  isRanking,
  isRefine,
  isTaste,
} from '../../../contract/bundle.ts';
import * as eventSchemas from '../../../contract/events.schema.ts';
import { isAisleEvent, isItemRef, PAGE_KINDS } from '../../../contract/events.ts';
import * as grantSchemas from '../../../contract/grants.schema.ts';
import { GRANTS, isConsentRecord, isGrants } from '../../../contract/grants.ts';
import * as livingSchemas from '../../../contract/living.schema.ts';
import {
  isBought,
  isClusterState,
  isLedgerEntry,
  isReportPlan,
  isReportsState,
  isLiking,
  isLiving,
  isLoggedEvent,
  isOfferState,
  isPeople,
  isSegmentState,
  isTrait,
} from '../../../contract/living-guards.ts';
import * as merchandisingSchemas from '../../../contract/merchandising.schema.ts';
import {
  isBoostRule,
  isBuryRule,
  isFilterRule,
  isMerchandising,
  isMerchandisingRule,
  isPinRule,
} from '../../../contract/merchandising.ts';
import * as profileSchemas from '../../../contract/profile.schema.ts';
import {
  isIgnoredValue,
  isImportedAttribute,
  isInterest,
  isShownOrder,
  isItemHistory,
  isProfileExport,
  isRawProfile,
  isRecentEvent,
  isSearchWord,
} from '../../../contract/profile.ts';
import * as protocolSchemas from '../../../contract/protocol.schema.ts';
import {
  areAisleEvents,
  isConsentCall,
  isCorrectCall,
  isDecideCall,
  isDescribeCall,
  isExplainCall,
  isHelloCall,
  isImportAttributesCall,
  isImportProfileCall,
  isItemCall,
  isNotice,
  isPauseCall,
  isPlainCall,
  isProfilePatch,
  isRecordCall,
  isSlotRequest,
} from '../../../contract/protocol.ts';
import * as siteSchemas from '../../../contract/site.schema.ts';
import { isSite } from '../../../contract/site.ts';
import * as storefrontSchemas from '../../../contract/storefront.schema.ts';
import { isProductRule, isRead, isSlotRule } from '../../../contract/storefront.ts';
import { aroundLimit, exoticChanges, mutated, plainChanges } from './mutations.ts';
import { limitsIn, valuesOf } from './schema-values.ts';
import { rounds } from '../../long.ts';

type Guard = (value: unknown) => boolean;

const RUNS = rounds(1_500);
/** Fixed, so that a run on one machine is the run on another; `FUZZ_SEED=n npm test` looks elsewhere. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_123);

const PAIRS: Readonly<Record<string, readonly [schema: z.core.$ZodType, guard: Guard]>> = {
  eventSchema: [eventSchemas.eventSchema, isAisleEvent],
  itemRefSchema: [eventSchemas.itemRefSchema, isItemRef],
  pageKindSchema: [eventSchemas.pageKindSchema, (value) => PAGE_KINDS.some((kind) => kind === value)],
  grantSchema: [grantSchemas.grantSchema, (value) => GRANTS.some((grant) => grant === value)],
  grantsSchema: [grantSchemas.grantsSchema, isGrants],
  consentRecordSchema: [grantSchemas.consentRecordSchema, isConsentRecord],
  manifestSchema: [bundleSchemas.manifestSchema, isManifest],
  partSchema: [bundleSchemas.partSchema, isPart],
  attributeSchema: [bundleSchemas.attributeSchema, isAttribute],
  rankingSchema: [bundleSchemas.rankingSchema, isRanking],
  refineSchema: [bundleSchemas.refineSchema, isRefine],
  importanceSchema: [bundleSchemas.importanceSchema, isImportance],
  tasteSchema: [bundleSchemas.tasteSchema, isTaste],
  learnedSchema: [bundleSchemas.learnedSchema, isLearned],
  siteSchema: [siteSchemas.siteSchema, isSite],
  readSchema: [storefrontSchemas.readSchema, isRead],
  slotRuleSchema: [storefrontSchemas.slotRuleSchema, isSlotRule],
  productRuleSchema: [storefrontSchemas.productRuleSchema, isProductRule],
  pinRuleSchema: [merchandisingSchemas.pinRuleSchema, isPinRule],
  boostRuleSchema: [merchandisingSchemas.boostRuleSchema, isBoostRule],
  buryRuleSchema: [merchandisingSchemas.buryRuleSchema, isBuryRule],
  filterRuleSchema: [merchandisingSchemas.filterRuleSchema, isFilterRule],
  merchandisingRuleSchema: [merchandisingSchemas.merchandisingRuleSchema, isMerchandisingRule],
  merchandisingSchema: [merchandisingSchemas.merchandisingSchema, isMerchandising],
  livingSchema: [livingSchemas.livingSchema.partial(), isLiving],
  loggedEventSchema: [livingSchemas.loggedEventSchema, isLoggedEvent],
  segmentStateSchema: [livingSchemas.segmentStateSchema, isSegmentState],
  clusterStateSchema: [livingSchemas.clusterStateSchema, isClusterState],
  traitSchema: [livingSchemas.traitSchema, isTrait],
  peopleSchema: [livingSchemas.peopleSchema, isPeople],
  offerStateSchema: [livingSchemas.offerStateSchema, isOfferState],
  ledgerEntrySchema: [livingSchemas.ledgerEntrySchema, isLedgerEntry],
  reportPlanSchema: [livingSchemas.reportPlanSchema, isReportPlan],
  reportsStateSchema: [livingSchemas.reportsStateSchema, isReportsState],
  likingSchema: [livingSchemas.likingSchema, isLiking],
  boughtSchema: [livingSchemas.boughtSchema, isBought],
  rawProfileSchema: [profileSchemas.rawProfileSchema, isRawProfile],
  recentEventSchema: [profileSchemas.recentEventSchema, isRecentEvent],
  searchWordSchema: [profileSchemas.searchWordSchema, isSearchWord],
  itemHistorySchema: [profileSchemas.itemHistorySchema, isItemHistory],
  interestSchema: [profileSchemas.interestSchema, isInterest],
  shownOrderSchema: [profileSchemas.shownOrderSchema, isShownOrder],
  importedAttributeSchema: [profileSchemas.importedAttributeSchema, isImportedAttribute],
  ignoredValueSchema: [profileSchemas.ignoredValueSchema, isIgnoredValue],
  profileExportSchema: [profileSchemas.profileExportSchema, isProfileExport],
  helloSchema: [protocolSchemas.helloSchema, isHelloCall],
  consentCallSchema: [protocolSchemas.consentCallSchema, isConsentCall],
  recordSchema: [protocolSchemas.recordSchema, (value) => isRecordCall(value) && areAisleEvents(value.events)],
  slotRequestSchema: [protocolSchemas.slotRequestSchema, isSlotRequest],
  decideSchema: [protocolSchemas.decideSchema, isDecideCall],
  explainSchema: [protocolSchemas.explainSchema, isExplainCall],
  describeSchema: [protocolSchemas.describeSchema, isDescribeCall],
  notInterestedSchema: [protocolSchemas.notInterestedSchema, isItemCall],
  profilePatchSchema: [protocolSchemas.profilePatchSchema, isProfilePatch],
  correctSchema: [protocolSchemas.correctSchema, isCorrectCall],
  pauseSchema: [protocolSchemas.pauseSchema, isPauseCall],
  importAttributesSchema: [protocolSchemas.importAttributesSchema, isImportAttributesCall],
  importProfileSchema: [protocolSchemas.importProfileSchema, isImportProfileCall],
  plainCallSchema: [protocolSchemas.plainCallSchema, isPlainCall],
  noticeSchema: [protocolSchemas.noticeSchema, isNotice],
};

/** Names what is known of parts; one with another name is passed over. */
const WITHOUT_GUARD = ['partNameSchema'];

test('every schema of the contract stands here beside its guard', () => {
  const modules = [
    bundleSchemas,
    eventSchemas,
    grantSchemas,
    livingSchemas,
    merchandisingSchemas,
    profileSchemas,
    protocolSchemas,
    siteSchemas,
    storefrontSchemas,
  ];
  const names = modules.flatMap((module) => Object.keys(module));
  expect(names.toSorted()).toEqual([...Object.keys(PAIRS), ...WITHOUT_GUARD].toSorted());
});

/** A union's options one by one, so that each of them is mutated as often as a schema that stands alone. */
const CASES = Object.entries(PAIRS).flatMap(([name, [schema, guard]]) => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type !== 'union') return [{ name, schema, guard, values: valuesOf(schema) }];
  return def.options.map((option, index) => ({ name: `${name} ${index}`, schema, guard, values: valuesOf(option) }));
});

/** Those with hundreds of places, each of which every limit is tried at. */
const LARGE = new Set(['livingSchema', 'rawProfileSchema', 'profileExportSchema']);

describe.each(CASES)('$name', ({ name, schema, guard, values }) => {
  const accepts = (value: unknown): boolean => (schema as z.ZodType).safeParse(value).success;
  const parameters = { numRuns: RUNS, seed: SEED } as const;

  test('the guard accepts every valid value', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(accepts(value)).toBe(true);
        expect(guard(value)).toBe(true);
      }),
      { ...parameters, numRuns: rounds(200) },
    );
  });

  test('the guard decides as the schema does on anything that JSON or structured clone can bring', () => {
    const seen = { valid: 0, invalid: 0 };
    fc.assert(
      fc.property(mutated(values, plainChanges), (value) => {
        const valid = accepts(value);
        seen[valid ? 'valid' : 'invalid']++;
        expect(guard(value)).toBe(valid);
      }),
      parameters,
    );
    // both outcomes were met often enough for the agreement to mean something
    expect(Math.min(seen.valid, seen.invalid)).toBeGreaterThan(RUNS / 20);
  });

  test('the guard draws every limit where the schema draws it', () => {
    for (const value of fc.sample(values, { seed: SEED, numRuns: LARGE.has(name) ? rounds(1) : 4 })) {
      for (const limit of new Set(limitsIn(schema))) {
        for (const near of aroundLimit(value, limit)) {
          // compared first: an assertion costs more than both sides of it
          if (guard(near) !== accepts(near)) expect(near, `around ${limit}`).toBe('refused or accepted by both');
        }
      }
    }
  });

  test('the guard throws at nothing a script could hand over, and is never laxer than the schema', () => {
    fc.assert(
      fc.property(mutated(values, exoticChanges), (value) => {
        if (guard(value)) expect(accepts(value)).toBe(true);
      }),
      { ...parameters, numRuns: rounds(300) },
    );
  });
});

describe('what chance would not find', () => {
  const event = { id: 'a'.repeat(32), at: 0, type: 'product_view', items: [{ id: 'x' }] };

  test('an event with an own `__proto__` key, as JSON brings it, is refused', () => {
    const value: unknown = JSON.parse(JSON.stringify(event).replace('{', '{"__proto__":{},'));
    expect(isAisleEvent(value)).toBe(false);
    expect(eventSchemas.eventSchema.safeParse(value).success).toBe(false);
  });

  test('an event whose type is the name of an inherited method is refused', () => {
    for (const type of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(isAisleEvent({ ...event, type })).toBe(false);
      expect(eventSchemas.eventSchema.safeParse({ ...event, type }).success).toBe(false);
    }
  });

  test('an object with a prototype of its own is refused: no message can bring one', () => {
    expect(isAisleEvent(Object.create(event))).toBe(false);
    expect(isAisleEvent(Object.assign(new (class Event {})(), event))).toBe(false);
    expect(isSite(new Date())).toBe(false);
    expect(isSite(new Map())).toBe(false);
  });

  test('a polluted prototype does not lend a value its missing keys without being noticed by both', () => {
    const polluted = Object.prototype as unknown as Record<string, unknown>;
    polluted['price'] = -1;
    try {
      expect(isAisleEvent(event)).toBe(eventSchemas.eventSchema.safeParse(event).success);
    } finally {
      delete polluted['price'];
    }
  });

  test.each([201, 5_001, 100_000])('an event with %i items is refused', (length) => {
    const value = { ...event, type: 'purchase', items: Array.from({ length }, () => ({ id: 'x' })) };
    expect(isAisleEvent(value)).toBe(false);
    expect(eventSchemas.eventSchema.safeParse(value).success).toBe(false);
  });
});
