import type { Json } from './words.ts';

/** As whoever gets it has it: to look at, all the way down, and not to change. Where anything may stand, it is so already. */
export type Unchanging<T> = Json extends T
  ? T
  : T extends object
    ? { readonly [key in keyof T]: Unchanging<T[key]> }
    : T;
