/** More than a page shows; a script that wants all asks for the next page. */
export const PAGE_MAX = 100;

/** @throws RangeError */
export function pageLimit(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > PAGE_MAX)
    throw new RangeError(`a page has 1 to ${PAGE_MAX} rows`);
  return limit;
}
