import type { ProviderEvent, ProviderParticipant } from '@patchbay/contract';
import { broken } from './broken-provider.ts';

/** What is wrong with these shows only on a provider that mixes. */
const mixes = { perParticipantMedia: false } as const;

const silent = ({ id, userKey }: ProviderParticipant): ProviderParticipant => ({ id, userKey });

export const brokenMixes = [
  broken(
    'keeps-the-mix-to-itself',
    'says nothing of the mix',
    ['mixing/seen-and-heard', 'mixing/late-joiner', 'mixing/both-ways'],
    () => ({
      facts: (event) => (event.type === 'media-added' && event.media.source === 'mix' ? [] : [event]),
    }),
    mixes,
  ),

  broken(
    'gives-the-mix-an-owner',
    'reports the mix as the media of somebody',
    ['mixing/seen-and-heard', 'mixing/nobodys'],
    () => {
      let somebody: string | undefined;
      return {
        facts: (event): readonly ProviderEvent[] => {
          if (event.type === 'participant-joined') somebody = event.participant.id;
          if (event.type === 'roster') somebody = event.participants[0]?.id;
          if (event.type !== 'media-added' || event.media.source !== 'mix') return [event];
          return [{ ...event, media: { ...event.media, participantId: somebody ?? 'somebody' } }];
        },
      };
    },
    mixes,
  ),

  broken(
    'mutes-in-silence-in-the-mix',
    'does not say who is muted in the mix',
    ['mixing/muted', 'mixing/late-mute', 'mixing/taken-back'],
    () => ({
      facts: (event) => {
        if (event.type === 'participant-joined')
          return [{ ...event, participant: silent(event.participant) }];
        return event.type === 'roster'
          ? [{ ...event, participants: event.participants.map(silent) }]
          : [event];
      },
    }),
    mixes,
  ),

  broken(
    'stirs-screens-in',
    'says nothing of a screen beside the mix',
    ['mixing/screen'],
    () => ({
      facts: (event) => (event.type === 'media-added' && event.media.source === 'screen' ? [] : [event]),
    }),
    mixes,
  ),
];
