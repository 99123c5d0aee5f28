/** potential: nobody has spoken with them yet; new: for the first three months; dead: silent for half a year; returned: came back after that. */
export const lifecycles = ['potential', 'new', 'loyal', 'dead', 'returned'] as const;
export type Lifecycle = (typeof lifecycles)[number];
