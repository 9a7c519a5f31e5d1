import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * For how many milliseconds a vendor that asks for it is waited for, in whatever is called within `run`: for work that nobody waits
 * for. A backend is lent its `fetch` once, for both kinds.
 */
export const patience = new AsyncLocalStorage<number>();
