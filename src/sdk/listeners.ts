import type { AisleEventMap } from './aisle.ts';

export interface Listeners {
  on<T extends keyof AisleEventMap>(type: T, listener: (detail: AisleEventMap[T]) => void): () => void;
  /** Whether anybody has ever listened. */
  has(type: keyof AisleEventMap): boolean;
  emit<T extends keyof AisleEventMap>(type: T, detail: AisleEventMap[T]): void;
}

/** Who listens to what. A listener that throws is reported as the page's own error, and reaches nobody else. */
export function createListeners(): Listeners {
  const target = new EventTarget();
  const heard = new Set<string>();
  return {
    on(type, listener) {
      const hear = (event: Event): void => listener((event as CustomEvent<never>).detail);
      heard.add(type);
      target.addEventListener(type, hear);
      return () => target.removeEventListener(type, hear);
    },
    has: (type) => heard.has(type),
    emit: (type, detail) => void target.dispatchEvent(new CustomEvent(type, { detail })),
  };
}
