/** The methods of a port that answer with a promise. */
type AsyncMethod<P> = {
  [K in keyof P]: P[K] extends (...args: never[]) => Promise<unknown> ? K : never;
}[keyof P] &
  string;

/**
 * The port, of which each of those methods is first handed to `before`, which may throw or wait; then the real one answers.
 * Everything else is the port's own.
 */
export function intercept<P extends object>(
  port: P,
  methods: readonly AsyncMethod<P>[],
  before: (method: string) => Promise<void>,
): P {
  const names: readonly string[] = methods;
  return new Proxy(port, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name);
      if (typeof own !== 'function' || typeof name !== 'string' || !names.includes(name)) return own;
      return async (...args: readonly unknown[]) => {
        await before(name);
        return Reflect.apply(own, target, args);
      };
    },
  });
}

/** The port, each of those methods failing `times` times before it answers. */
export function failing<P extends object>(
  port: P,
  methods: readonly AsyncMethod<P>[],
  times: number,
  error: () => Error,
): P {
  const left = new Map<string, number>(methods.map((method) => [method, times]));
  return intercept(port, methods, async (method) => {
    const rest = left.get(method) ?? 0;
    if (rest === 0) return;
    left.set(method, rest - 1);
    throw error();
  });
}

/** The port, each of those methods doing its work and then failing, `times` times: an answer that was lost on the way. */
export function losingAnswers<P extends object>(
  port: P,
  methods: readonly AsyncMethod<P>[],
  times: number,
  error: () => Error,
): P {
  let left = times;
  const names: readonly string[] = methods;
  return new Proxy(port, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name);
      if (typeof own !== 'function' || typeof name !== 'string' || !names.includes(name)) return own;
      return async (...args: readonly unknown[]) => {
        const answer: unknown = await Reflect.apply(own, target, args);
        if (left === 0) return answer;
        left -= 1;
        throw error();
      };
    },
  });
}

/** The port, those methods waiting until `release` is called. */
export function delaying<P extends object>(
  port: P,
  methods: readonly AsyncMethod<P>[],
): { port: P; release: () => void; waiting: () => number } {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let waiting = 0;
  const held = intercept(port, methods, async () => {
    waiting += 1;
    await released;
    waiting -= 1;
  });
  return { port: held, release, waiting: () => waiting };
}
