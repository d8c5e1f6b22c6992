import { RemoteError } from '../base/remote-error.js';

const namesTold = 5;

/** Refuses to delete so much unasked. */
export function refuseUnconfirmed({
  paths,
  share,
}: {
  paths: readonly string[];
  share: number;
}): never {
  const names = paths.slice(0, namesTold).join(', ');
  const more = paths.length > namesTold ? ', …' : '';
  // What was never agreed on may be more than all that was.
  const percent = share > 0 && share <= 1 ? `, ${String(Math.round(share * 100))} % of all` : '';
  throw new RemoteError(
    'unsafe',
    `${String(paths.length)} files would be deleted${percent} (${names}${more}), which was not confirmed`,
    { hint: 'Nothing was changed on either side. Look at the deletions, and confirm them.' },
  );
}
