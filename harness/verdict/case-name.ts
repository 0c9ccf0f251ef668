/** What a measurement could have shown at most, one way and the other, had nothing gone wrong with it. */
export type CaseName = 'best' | 'worst';
