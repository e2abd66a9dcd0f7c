/** The part of ltijs 5.9.9 that is used here; @types/ltijs describes version 4. */
declare module 'ltijs' {
  import type { Express, NextFunction, Request, Response } from 'express';

  /** How ltijs reads and writes its database; `false` from `Get` means that nothing was found. */
  export interface DatabasePlugin {
    setup(): Promise<boolean>;
    Close(): Promise<boolean>;
    Get(
      key: string | false,
      collection: string,
      query?: Record<string, unknown>,
    ): Promise<object[] | false>;
    Insert(key: string | false, collection: string, item: object, index?: object): Promise<boolean>;
    Replace(
      key: string | false,
      collection: string,
      query: Record<string, unknown>,
      item: object,
      index?: object,
    ): Promise<boolean>;
    Modify(
      key: string | false,
      collection: string,
      query: Record<string, unknown>,
      change: object,
    ): Promise<boolean>;
    Delete(collection: string, query: Record<string, unknown>): Promise<boolean>;
  }

  interface Options {
    appRoute: string;
    loginRoute: string;
    keysetRoute: string;
    dynRegRoute: string;
    cors: false;
    ltiaas: true;
    tokenMaxAge: number | false;
    cookies: { secure: boolean; sameSite: string };
    serverAddon: (app: Express) => void;
  }

  type Handler = (req: Request, res: Response, next: NextFunction) => void;

  interface ProviderInstance {
    setup(key: string, database: { plugin: DatabasePlugin }, options: Options): this;
    onConnect(
      callback: (token: unknown, req: Request, res: Response, next: NextFunction) => void,
    ): true;
    onDeepLinking(
      callback: (token: unknown, req: Request, res: Response, next: NextFunction) => void,
    ): true;
    onInvalidToken(callback: Handler): true;
    onSessionTimeout(callback: Handler): true;
    onUnregisteredPlatform(callback: Handler): true;
    onInactivePlatform(callback: Handler): true;
    readonly app: Express;
  }

  /** A ready-made instance, whose constructor makes others. */
  export const Provider: { readonly constructor: new () => ProviderInstance };
}
