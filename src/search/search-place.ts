import { isInside } from '../base/remote-path.js';

/** A folder of a connection. */
export interface SearchPlace {
  connection: string;
  folder: string;
}

/** The same places without those that lie in another, so that nothing is searched twice. */
export function withoutNested(places: readonly SearchPlace[]): SearchPlace[] {
  return places.filter(
    (place, index) => !places.some((other, at) => covers(other, place, at < index)),
  );
}

/** Of two that are the same, the first stays. */
function covers(other: SearchPlace, place: SearchPlace, isEarlier: boolean): boolean {
  if (other.connection !== place.connection || !isInside(place.folder, other.folder)) return false;
  return other.folder !== place.folder || isEarlier;
}
