/** Work that many ask for at once and one does. */
export interface SameTurn<T> {
  /** Starts the work after everything that has arrived by now was read, once for all who ask by the same key until then. */
  join(key: string, work: () => Promise<T>): Promise<T>;
}

/** Nobody gets an answer that was begun before they asked: what is begun is closed to who comes later. */
export function createSameTurn<T>(): SameTurn<T> {
  const waiting = new Map<string, Promise<T>>();
  return {
    join(key, work) {
      const known = waiting.get(key);
      if (known !== undefined) return known;
      const answer = new Promise<T>((resolve) => {
        setImmediate(() => {
          waiting.delete(key);
          resolve(work());
        });
      });
      waiting.set(key, answer);
      return answer;
    },
  };
}
