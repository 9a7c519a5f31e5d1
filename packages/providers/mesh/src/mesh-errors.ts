import { VideoError, type VideoErrorCode } from '@patchbay/contract';

export const meshError = (code: VideoErrorCode, message: string, cause?: unknown): VideoError =>
  new VideoError(code, message, { provider: 'mesh', cause });

/** For what the browser itself refuses. */
export const refuse = (message: string) => (cause: unknown) =>
  Promise.reject(meshError('provider-failure', message, cause));
