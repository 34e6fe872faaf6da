export { createAisle, type AisleOptions } from './create-aisle.ts';
export type {
  Aisle,
  AisleEventMap,
  ImportedAttributes,
  Ledger,
  OfferEvent,
  RankOptions,
  Recommendation,
  RecommendOptions,
} from './aisle.ts';
export type { ConsentOptions } from '../consent/manual.ts';
export type { AisleEvent, EventType, ItemRef } from '../../contract/events.ts';
export type { LedgerView, OfferView, RecoveryBody, SegmentView } from '../../contract/living-calls.ts';
export type { OfferContent } from '../../contract/segments.ts';
export type { ConsentRecord, Grant, Grants, Purpose } from '../../contract/grants.ts';
export type {
  Decision,
  DisplayEntry,
  Failure,
  ProfileExport,
  ProfilePatch,
  Reason,
  Reply,
  ScoreTerm,
} from '../../contract/protocol.ts';
