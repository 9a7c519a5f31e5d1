export type * from './frames.ts';
export { endingError, type Ending } from './endings.ts';
export { realSchedule, type Schedule, type Timer, timerOn } from './timer.ts';
