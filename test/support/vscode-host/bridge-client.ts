import type { HostControls } from './host-controls.js';
import type { TestEvent } from './test-events.js';

/** The environment variable that tells the extension host where the bridge is. */
export const bridgeVariable = 'FTP_WORKSPACES_TEST_BRIDGE';

type Remote<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

/** The window and the FTP server, from inside the extension host. Each call goes over the bridge. */
export const controls: { readonly [K in keyof HostControls]: Remote<HostControls[K]> } = new Proxy(
  {} as { [K in keyof HostControls]: Remote<HostControls[K]> },
  { get: (_, target) => targetNamed(String(target)) },
);

/** Tells the runner how the tests go. */
export async function tellRunner(event: TestEvent): Promise<void> {
  await post(event);
}

function targetNamed(target: string): object {
  return new Proxy(
    {},
    {
      get:
        (_, method) =>
        (...args: unknown[]) =>
          post({ target, method: String(method), args }),
    },
  );
}

async function post(message: unknown): Promise<unknown> {
  const address = process.env[bridgeVariable];
  if (address === undefined) throw new Error('these tests are started by their runner only');
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(message) });
  const { result, error } = (await response.json()) as { result?: unknown; error?: string };
  if (error !== undefined) throw new Error(error);
  return result;
}
