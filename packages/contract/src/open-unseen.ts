/** In sight, so that nothing saves the work of rendering it, and yet not to be seen. */
const unseen =
  'position:fixed;left:0;top:0;width:640px;height:360px;opacity:0;pointer-events:none;z-index:-1;overflow:hidden';

/** A place of our own at the end of the page, for what a vendor renders. */
export function openUnseen(tag: string): HTMLElement {
  const place = document.createElement(tag);
  place.setAttribute('style', unseen);
  place.setAttribute('aria-hidden', 'true');
  document.body.append(place);
  return place;
}
