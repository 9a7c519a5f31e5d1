export { createSession, type JoinableSession } from './create-session.ts';
export { joinSession } from './join-session.ts';
export { defaultEnvironment, type MediaCapture, type SessionEnvironment } from './session-environment.ts';
export type { SessionOptions } from './session-options.ts';
