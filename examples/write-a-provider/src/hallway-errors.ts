import { VideoError, type VideoErrorCode } from '@patchbay/contract';

/** An error of this provider. A real one has a table from the vendor's codes to ours here. */
export const fail = (code: VideoErrorCode, message: string): VideoError =>
  new VideoError(code, message, { provider: 'hallway' });
