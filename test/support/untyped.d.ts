declare module 'parse-prometheus-text-format' {
  interface Family {
    readonly name: string;
    readonly help: string;
    readonly type: 'COUNTER' | 'GAUGE' | 'HISTOGRAM' | 'SUMMARY' | 'UNTYPED';
    readonly metrics: readonly {
      readonly value?: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly buckets?: Readonly<Record<string, string>>;
      readonly count?: string;
      readonly sum?: string;
    }[];
  }
  /** Reads Prometheus' text exposition format. */
  export default function parse(text: string): Family[];
}

declare module 'standardwebhooks' {
  /** Verifies messages of Standard Webhooks. */
  export class Webhook {
    constructor(secret: string);
    verify(body: string, headers: Record<string, string>): unknown;
  }
}
