import { deleteDB } from 'idb';

const BUDGET_MS = 3_000;
const RETRY_MS = 50;

/**
 * Deletes the database, again and again while the backing store fails. False when it is still there after `budgetMs`: a
 * deletion that waits for another tab's handle then stays queued in the browser.
 */
export function removeDatabase(name: string, budgetMs = BUDGET_MS): Promise<boolean> {
  return new Promise((resolve) => {
    let retry: ReturnType<typeof setTimeout> | undefined;
    const timer = setTimeout(() => {
      clearTimeout(retry);
      resolve(false);
    }, budgetMs);
    const remove = async (): Promise<void> => {
      try {
        await deleteDB(name);
        clearTimeout(timer);
        resolve(true);
      } catch {
        retry = setTimeout(() => void remove(), RETRY_MS);
      }
    };
    void remove();
  });
}
