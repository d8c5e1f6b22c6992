/** Thrown by a command that ends with this reply. */
export class Refusal extends Error {}
