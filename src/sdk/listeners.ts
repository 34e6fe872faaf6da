import type { AisleEventMap } from './aisle.ts';

export interface Listeners {
  on<T extends keyof AisleEventMap>(type: T, listener: (detail: AisleEventMap[T]) => void): () => void;
  /** Whether anybody listens. */
  has(type: keyof AisleEventMap): boolean;
  emit<T extends keyof AisleEventMap>(type: T, detail: AisleEventMap[T]): void;
}

/** Who listens to what. A listener that throws is the page's business and nobody else's. */
export function createListeners(): Listeners {
  const byType = new Map<string, Set<(detail: never) => void>>();
  return {
    on(type, listener) {
      const listeners = byType.get(type) ?? new Set();
      byType.set(type, listeners.add(listener));
      return () => void listeners.delete(listener);
    },
    has: (type) => (byType.get(type)?.size ?? 0) > 0,
    emit(type, detail) {
      for (const listener of byType.get(type) ?? []) {
        try {
          (listener as (detail: unknown) => void)(detail);
        } catch (error) {
          // reported as the page's own error, but not into our caller
          setTimeout(() => {
            throw error;
          });
        }
      }
    },
  };
}
