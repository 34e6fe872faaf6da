/** Web Locks of one name, as far as the store uses them: whether one is free, and stealing. */
export function createLocks(): Pick<LockManager, 'request'> {
  let rob: (() => void) | undefined;
  const request = async (
    name: string,
    { ifAvailable = false, steal = false }: LockOptions,
    callback: (lock: Lock | null) => Promise<unknown>,
  ): Promise<unknown> => {
    if (rob && ifAvailable) return callback(null);
    if (rob && steal) rob();
    const robbed = new Promise<never>((_resolve, reject) => {
      // what the robbed holder was doing goes on, and nobody hears of its end
      rob = () => reject(new DOMException('stolen', 'AbortError'));
    });
    const own = rob;
    try {
      return await Promise.race([callback({ name, mode: 'exclusive' }), robbed]);
    } finally {
      if (rob === own) rob = undefined;
    }
  };
  return { request: request as LockManager['request'] };
}
