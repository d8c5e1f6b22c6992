/** Whether two names are those of one connection: an address may come back in lower case. */
export function isSameConnection(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
