import { within } from '../deadline.ts';
import { ask } from './connection.ts';

const BUDGET_MS = 3_000;
const RETRY_MS = 50;

/**
 * Deletes the database, again and again while the backing store fails. False when it is still there after `budgetMs`: a
 * deletion that waits for another tab's handle then stays queued in the browser.
 */
export async function removeDatabase(name: string, budgetMs = BUDGET_MS): Promise<boolean> {
  let isLate = false;
  const remove = async (): Promise<boolean> => {
    for (;;) {
      try {
        await ask(indexedDB.deleteDatabase(name));
        return true;
      } catch {
        if (isLate) return false;
        await within(RETRY_MS, new Promise(() => {}));
      }
    }
  };
  const isGone = await within(budgetMs, remove());
  isLate = true;
  return isGone ?? false;
}
