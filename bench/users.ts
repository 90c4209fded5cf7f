/**
 * So many users at once, each taking the next item when done with the last: a closed loop, as people are, who wait for an answer before
 * they go on. Results are in the order of the items. The first failure ends it.
 */
export async function byUsers<Item, Result>(
  users: number,
  items: readonly Item[],
  act: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const remaining = items.entries();
  const user = async (): Promise<void> => {
    for (const [index, item] of remaining) results[index] = await act(item, index);
  };
  await Promise.all(Array.from({ length: users }, user));
  return results;
}
