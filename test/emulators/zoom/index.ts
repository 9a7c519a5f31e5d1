export { startZoomStandIn, type ZoomStandIn, type ZoomStandInOptions } from './start-zoom-stand-in.ts';
