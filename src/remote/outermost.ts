import { isInside } from '../base/remote-path.js';
import { isSameConnection } from './same-connection.js';

interface Placed {
  connection: string;
  path: string;
}

/** Each place once, without those that lie in a folder which is there as well. */
export function outermost<T extends Placed>(places: readonly T[]): T[] {
  return places.filter((place, at) =>
    places.every((other, otherAt) => {
      if (other === place || !isSameConnection(other.connection, place.connection)) return true;
      // Of two that are the same the first one stays.
      if (other.path === place.path) return at < otherAt;
      return !isInside(place.path, other.path);
    }),
  );
}
