import type { ProviderEvent, ProviderParticipant } from '@patchbay/contract';
import { broken } from './broken-provider.ts';

const tellsOfPeople = ({ type }: ProviderEvent): boolean =>
  type === 'roster' || type === 'participant-joined';

const anonymous = ({ id }: ProviderParticipant): ProviderParticipant => ({ id, userKey: undefined });

export const brokenRosters = [
  broken(
    'forgets-who-is-there',
    'says nothing of those who were there before',
    ['joining/present-before-joined', 'joining/user-key', 'joining/three'],
    () => ({ facts: (event, { isConnected }) => (isConnected ? [event] : []) }),
  ),

  broken(
    'tells-of-people-late',
    'says who is there only after it has connected',
    ['joining/present-before-joined'],
    () => {
      const late: ProviderEvent[] = [];
      return {
        facts: (event, { isConnected }) => {
          if (isConnected || !tellsOfPeople(event)) return [event];
          late.push(event);
          return [];
        },
        verbs: (_, report) => {
          setTimeout(() => late.forEach(report), 0);
          return {};
        },
      };
    },
  ),

  broken(
    'never-tells-who-left',
    'says nothing when somebody leaves',
    ['leaving/other-side', 'joining/again', 'kick/removed'],
    () => ({ facts: (event) => (event.type === 'participant-left' ? [] : [event]) }),
  ),

  broken('keeps-keys-to-itself', 'does not carry the userKey', ['joining/user-key'], () => ({
    facts: (event) => {
      if (event.type === 'roster') return [{ ...event, participants: event.participants.map(anonymous) }];
      if (event.type === 'participant-joined')
        return [{ ...event, participant: anonymous(event.participant) }];
      return [event];
    },
  })),
];
