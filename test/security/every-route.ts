import type { Express } from 'express';

/** One route of the application, as its router holds it. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

interface Layer {
  readonly route?: { readonly path: string | string[]; readonly methods: Record<string, boolean> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

function* routesIn(layers: readonly Layer[]): Generator<Route> {
  for (const { route, handle } of layers) {
    for (const path of [route?.path ?? []].flat()) {
      if (route?.methods['get']) yield { method: 'GET', path };
      if (route?.methods['post']) yield { method: 'POST', path };
    }
    if (handle?.stack) yield* routesIn(handle.stack);
  }
}

/** Every GET and POST route, read from the router itself: a new one cannot be forgotten. */
export function everyRoute(app: Express): Route[] {
  return [...routesIn((app.router as unknown as { stack: readonly Layer[] }).stack)];
}
