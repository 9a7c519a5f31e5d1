const [more, last] = [0, 1];

/** A text as parts of at most `longest` bytes, each with a first byte that says whether more come. */
export function partsOf(text: string, longest: number): readonly Buffer[] {
  const bytes = Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  let start = 0;
  do {
    const end = Math.min(start + longest - 1, bytes.length);
    parts.push(Buffer.concat([Buffer.of(end === bytes.length ? last : more), bytes.subarray(start, end)]));
    start = end;
  } while (start < bytes.length);
  return parts;
}

/** Puts texts together again whose parts come in order; more than `longestText` bytes are none. */
export function textJoiner(longestText: number) {
  let parts: Buffer[] = [];
  let length = 0;
  const clear = (): void => {
    [parts, length] = [[], 0];
  };
  return {
    clear,
    /** The text that this part ends; `incomplete` where it ends none. */
    add(part: Buffer): { readonly text: string } | 'incomplete' | 'too-long' {
      length += part.length;
      if (length > longestText) {
        clear();
        return 'too-long';
      }
      parts.push(part.subarray(1));
      if (part[0] !== last) return 'incomplete';
      const text = Buffer.concat(parts).toString('utf8');
      clear();
      return { text };
    },
  };
}
