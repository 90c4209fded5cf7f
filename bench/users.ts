/**
 * So many users at once, each taking the next item when done with the last: a closed loop, as people are, who wait for an answer before
 * they go on. Results are in the order of the items.
 * @throws the first failure, when what was under way with it has ended too: nobody acts any more then
 */
export async function byUsers<Item, Result>(
  users: number,
  items: readonly Item[],
  act: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  const remaining = items.entries();
  const user = async (): Promise<void> => {
    for (const [index, item] of remaining) {
      if (failures.length > 0) return;
      try {
        results[index] = await act(item, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: users }, user));
  if (failures.length > 0) throw failures[0];
  return results;
}
