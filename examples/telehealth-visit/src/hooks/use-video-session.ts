import { useSyncExternalStore } from 'react';
import type { CallDesk, ConsultCall } from '../call/consult-call.ts';
import type { SessionView } from '../call/session-view.ts';

/** The session as it is now. The session itself stays outside of React: a render neither makes nor ends one. */
export const useVideoSession = ({ session }: ConsultCall): SessionView =>
  useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot);

/** Messages, presses under way, and what did not work. */
export const useCallDesk = ({ desk }: ConsultCall): CallDesk =>
  useSyncExternalStore(desk.subscribe, desk.getSnapshot, desk.getSnapshot);
