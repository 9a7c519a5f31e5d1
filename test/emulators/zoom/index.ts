export { startZoomStandIn } from './start-zoom-stand-in.ts';
