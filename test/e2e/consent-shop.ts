import { createHash } from 'node:crypto';

import type { Page } from 'playwright-core';

import { startShop, type Shop } from '../faults/shop.ts';
import { exportProfile } from './fixture-page.ts';
import { readStorage, until, workersOf, type Storage } from './probes.ts';
import { buildRealCmp } from './real-cmp.ts';

/** Longer than what stands between a word of a manager and what Aisle does about it. */
export const SETTLE_MS = 800;

/** Scripts of the shop's own origin: the IAB's stub, and a manager that is made of its packages. */
export const STUB = '<script src="/stub.js"></script>';
export const CMP = '<script async src="/cmp.js"></script>';

/** A shop that also has the scripts of a real consent manager. */
export async function startConsentShop(): Promise<Shop> {
  const [shop, { stub, cmp }] = await Promise.all([startShop(), buildRealCmp()]);
  shop.override(`${shop.origin}/stub.js`, async () => stub);
  shop.override(`${shop.origin}/cmp.js`, async () => cmp);
  return shop;
}

/** What a page has of Aisle: a store, a worker, or neither. */
export type State = 'personal' | 'contextual' | 'nothing';

export async function stateOf(page: Page): Promise<State> {
  const { databases } = await readStorage(page);
  return databases.length > 0 ? 'personal' : workersOf(page.context()) > 0 ? 'contextual' : 'nothing';
}

/** The state once it is `state`, or what it is instead after a while. */
export function untilState(page: Page, state: State): Promise<State> {
  return until(
    () => stateOf(page),
    (now) => now === state,
  );
}

/** The state after everything has had the time to happen that must not happen. */
export async function settledState(page: Page): Promise<State> {
  await page.waitForTimeout(SETTLE_MS);
  return stateOf(page);
}

/** Everything the page's origin keeps but the cookie of its consent manager. */
export async function storedBySomebodyElse(page: Page): Promise<Storage> {
  const storage = await readStorage(page);
  return { ...storage, cookies: storage.cookies.filter((cookie) => !cookie.startsWith('euconsent-v2=')) };
}

export interface ConsentProof {
  readonly source: string;
  readonly notice?: string;
  readonly evidence?: string;
  readonly grants: Readonly<Record<string, string>>;
}

/** The record of consent in an export: waits for a grant. */
export async function consentOf(page: Page): Promise<ConsentProof> {
  const reply = (await exportProfile(page)) as { export: { consent: ConsentProof } };
  return reply.export.consent;
}

/** The hash of the manager's TC string. */
export async function hashOfCookie(page: Page): Promise<string> {
  const cookies = await page.context().cookies();
  const { value = '' } = cookies.find(({ name }) => name === 'euconsent-v2') ?? {};
  return createHash('sha256').update(value).digest('hex');
}

/** The page's Global Privacy Control, which Chromium does not have, from its first moment on. */
export async function setGpc(page: Page): Promise<void> {
  await page.context().addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });
  });
}
