import type { Json } from '../../schemas/words.ts';

export interface Found {
  readonly path: string;
  readonly stated: { readonly [field: string]: Json };
}

const isObject = (node: Json): node is { [field: string]: Json } =>
  node !== null && typeof node === 'object' && !Array.isArray(node);

/** Every labelled value of a policy document, with where it stands, and every leaf that stands outside of one. */
export function walk(document: unknown): { readonly stated: Found[]; readonly unlabelled: string[] } {
  const stated: Found[] = [];
  const unlabelled: string[] = [];
  const visit = (node: Json, path: string): void => {
    if (isObject(node) && 'label' in node) stated.push({ path, stated: node });
    else if (node === null || typeof node !== 'object') unlabelled.push(path);
    else for (const [name, child] of Object.entries(node)) visit(child as Json, `${path}/${name}`);
  };
  visit(document as Json, '');
  return { stated, unlabelled };
}
