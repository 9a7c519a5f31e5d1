/** Whether a text is an id or a code: letters, digits and `._:/=-`, at most 200 of them. Names and sentences are not. */
export const isCode = (text: string): boolean => /^[A-Za-z0-9._:/=-]{1,200}$/.test(text);

/** A vendor's term, such as a plan's or a setting's name, as a code. */
export const codeOf = (text: string): string =>
  text
    .trim()
    .replace(/[^A-Za-z0-9._:/=-]+/g, '-')
    .slice(0, 200);
