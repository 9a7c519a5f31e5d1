/**
 * How a vendor is had to show something in an element of its own. The session opens it while there is something to see and
 * somebody who looks, never twice at a time, and gives what plays there to the application's elements.
 */
export interface VendorRendering {
  /** Resolves to the element below which the vendor plays a video or paints a canvas. */
  open(): Promise<HTMLElement>;
  /** Also after an `open` that failed. */
  close(): Promise<unknown>;
}
