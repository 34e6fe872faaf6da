/** The built worker, put in by the build: one classic script as text. */
declare module 'virtual:aisle-worker' {
  export const workerSource: string;
}
