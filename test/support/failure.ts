import assert from 'node:assert/strict';
import { RemoteError } from '../../src/base/remote-error.js';

/** The RemoteError that `promise` must end in. */
export async function failure(promise: Promise<unknown>): Promise<RemoteError> {
  const error: unknown = await promise.then(
    (value) => assert.fail(`it must fail, but gave ${JSON.stringify(value)}`.slice(0, 200)),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof RemoteError, String(error));
  return error;
}
