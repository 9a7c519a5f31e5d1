export { createSession } from './create-session.ts';
export type { JoinableSession } from './joinable-session.ts';
export { joinSession } from './join-session.ts';
export { defaultEnvironment, type MediaCapture, type SessionEnvironment } from './session-environment.ts';
export type { SessionOptions } from './session-options.ts';
