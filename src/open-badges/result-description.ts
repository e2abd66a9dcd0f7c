export interface RubricCriterionLevel {
  readonly id: string;
  readonly type: readonly ['RubricCriterionLevel'];
  readonly name: string;
  readonly level?: string;
  readonly points?: string;
  readonly description?: string;
}

/** What a result of an achievement can be (OB 3.0, B.1.13). Optional members are absent, never null. */
export interface ResultDescription {
  readonly id: string;
  readonly type: readonly ['ResultDescription'];
  readonly name: string;
  readonly resultType: string;
  readonly allowedValue?: readonly string[];
  readonly valueMin?: string;
  readonly valueMax?: string;
  readonly requiredValue?: string;
  readonly requiredLevel?: string;
  readonly rubricCriterionLevel?: readonly RubricCriterionLevel[];
  /** The skills that the result is about (B.1.3 Alignment). */
  readonly alignment?: readonly ResultAlignment[];
}

/** A skill that a result is about. */
export interface ResultAlignment {
  readonly type: readonly ['Alignment'];
  readonly targetName: string;
  readonly targetUrl: string;
  readonly [optional: string]: unknown;
}
