/** Knows which promises have not ended yet. */
export interface InFlight {
  track<T>(run: Promise<T>): Promise<T>;
  settled(): Promise<unknown>;
}

export function createInFlight(): InFlight {
  const runs = new Set<Promise<unknown>>();
  return {
    track(run) {
      runs.add(run);
      const forget = () => void runs.delete(run);
      run.then(forget, forget);
      return run;
    },
    settled: () => Promise.allSettled(runs),
  };
}

/** The same object, with every promise that its methods give tracked. */
export function trackCalls<T extends object>(target: T, calls: InFlight): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, object, args);
        return result instanceof Promise ? calls.track(result) : result;
      };
    },
  });
}
