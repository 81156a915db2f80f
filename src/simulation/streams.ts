/** Which part of a plan a random stream is for: the last but one seed of each. */
export const STREAM = { lecture: 1, cohort: 2, student: 3, session: 4 } as const;
