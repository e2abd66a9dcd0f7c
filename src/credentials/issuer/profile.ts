/** The classes of Open Badges 3.0 as they stand in a credential. Optional members are absent, never null. */

export interface Image {
  readonly id: string;
  readonly type: 'Image';
  readonly caption?: string;
}

export interface Profile {
  readonly id: string;
  readonly type: readonly ['Profile'];
  readonly name?: string;
  readonly url?: string;
  readonly description?: string;
  readonly email?: string;
  readonly image?: Image;
}
