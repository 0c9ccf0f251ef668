/** The two extremes that a measurement could have shown if nothing had gone wrong with it. */
export type CaseName = 'best' | 'worst';
