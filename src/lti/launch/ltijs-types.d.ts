/** The parts of ltijs 5.9.9 that are used here; @types/ltijs describes version 4. */
declare module 'ltijs/dist/Utils/Request.js' {
  interface Platform {
    platformClientId(): Promise<string>;
  }
  const request: {
    /** Builds the authentication request from the parameters of a login. */
    ltiAdvantageLogin(
      params: Readonly<Record<string, string>>,
      platform: Platform,
      state: string,
    ): Promise<Record<string, string>>;
  };
  export default request;
}

declare module 'ltijs/dist/Utils/Auth.js' {
  import type { KeyObject } from 'node:crypto';

  interface Platform {
    platformActive(): Promise<boolean>;
    platformAuthConfig(): Promise<{ readonly method: 'RSA_KEY'; readonly key: KeyObject }>;
    platformClientId(): Promise<string>;
    platformKid(): Promise<string>;
  }

  interface Database {
    Get(key: false, collection: string, query: object): Promise<object[] | false>;
    Insert(key: false, collection: string, item: object): Promise<boolean>;
  }

  const auth: {
    /** Checks an id_token's signature, its OIDC claims and the core claims. Throws an Error with a code as its message. */
    validateToken(
      token: string,
      devMode: false,
      parameters: { iss: string; maxAge: false },
      getPlatform: (issuer: string, clientId: string) => Promise<Platform | false>,
      key: string,
      database: Database,
    ): Promise<object>;
  };
  export default auth;
}
