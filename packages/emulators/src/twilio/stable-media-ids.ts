/** A session description in which each media section names its track by the section, and how it was named before. */
export interface StableDescription {
  readonly sdp: string;
  /** Track ids of the sender to those in `sdp`; only of what is being sent. */
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * An SDK that sends another track in a section that it used before only changes the section's name, which a media server
 * notices and another browser does not: it tells of a track once. So to the other side a section has one name for good.
 */
export function withStableMediaIds(sdp: string, prefix: string): StableDescription {
  const ids = new Map<string, string>();
  const [session = '', ...sections] = sdp.split(/^(?=m=)/m);
  const renamed = sections.map((section) => {
    const mid = /^a=mid:(\S+)/m.exec(section)?.[1];
    const track = /^a=msid:\S+ (\S+)/m.exec(section)?.[1];
    if (mid === undefined || track === undefined) return section;
    const stable = `${prefix}-${mid}`;
    if (/^a=(sendrecv|sendonly)\s*$/m.test(section)) ids.set(track, stable);
    return section.replaceAll(` ${track}`, ` ${stable}`);
  });
  return { sdp: session + renamed.join(''), ids };
}
