import { html } from 'hono/html';

/** Markup whose values have been escaped: what `html` makes, and nothing else. */
export type Html = ReturnType<typeof html>;

export { html };

export const nothing: Html = html``;

/** Renders a list; `html` takes arrays, and this says what of. */
export const each = <Item>(items: readonly Item[], render: (item: Item, index: number) => Html): Html =>
  html`${items.map(render)}`;

/** An area of lines. A parser drops the line end at its beginning, which is therefore ours, and never the text's own. */
export const area = (attributes: Html, text: string): Html => html`<textarea ${attributes}>${'\n'}${text}</textarea>`;

export const when = (condition: boolean, render: () => Html): Html => (condition ? render() : nothing);
