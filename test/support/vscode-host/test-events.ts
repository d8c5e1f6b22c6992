/** What the tests in the extension host tell the runner. */
export type TestEvent =
  | { readonly kind: 'passed'; readonly title: string }
  | { readonly kind: 'failed'; readonly title: string; readonly reason: string }
  | { readonly kind: 'ended' };
