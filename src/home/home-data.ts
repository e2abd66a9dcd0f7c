/** What a room above keeps of a home: told and erased with it. */
export interface HomeData {
  /** @returns JSON values, by what they are */
  read(homeId: string): Promise<Readonly<Record<string, unknown>>>;
  erase(homeId: string): Promise<void>;
}
