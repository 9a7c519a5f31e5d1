import type { ProviderEvent } from '@patchbay/contract';
import { broken } from './broken-provider.ts';

export const brokenMessages = [
  broken('echoes', "hands one's own messages back under another name", ['messaging/no-echo'], () => ({
    verbs: (inner, report) => ({
      send: async (message, to) => {
        await inner.send(message, to);
        report({ type: 'message', from: `${inner.participantId}-again`, message });
      },
    }),
  })),

  broken(
    'shuffles-messages',
    'lets every other message overtake the one before',
    ['messaging/order', 'concurrency/messages-at-once'],
    () => {
      let waiting: ProviderEvent | undefined;
      return {
        facts: (event) => {
          if (event.type !== 'message') return [event];
          const before = waiting;
          waiting = before === undefined ? event : undefined;
          return before === undefined ? [] : [event, before];
        },
      };
    },
  ),

  broken('doubles-messages', 'delivers every message twice', ['messaging/order', 'messaging/json'], () => ({
    facts: (event) => (event.type === 'message' ? [event, event] : [event]),
  })),

  broken('shouts-whispers', 'sends to everybody what is for one', ['messaging/directed'], () => ({
    verbs: (inner) => ({ send: (message) => inner.send(message, undefined) }),
  })),

  broken(
    'turns-json-to-text',
    'delivers the text of the JSON',
    ['messaging/json', 'messaging/to-all'],
    () => ({
      facts: (event) =>
        event.type === 'message' && typeof event.message !== 'string'
          ? [{ ...event, message: JSON.stringify(event.message) }]
          : [event],
    }),
  ),
];
