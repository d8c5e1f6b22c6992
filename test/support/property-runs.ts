/** How often a law is tried with other values; FTPWS_RUNS asks for more. */
export const propertyRuns: { numRuns: number } = {
  numRuns: Number(process.env['FTPWS_RUNS'] ?? 1_000),
};
