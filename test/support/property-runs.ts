/** Other values with every run; their seed is shown where a law fails. CI tries harder than we do by hand. */
const usual = process.env['CI'] === 'true' ? 10_000 : 1_000;

/** How often a law is tried with other values; FTPWS_RUNS asks for another number. */
export const propertyRuns: { numRuns: number } = {
  numRuns: Number(process.env['FTPWS_RUNS'] ?? usual),
};
