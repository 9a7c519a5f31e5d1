import type { RemotePublication } from '@patchbay/contract';
import { assert } from 'chai';
import type { Stage } from '../stage.ts';
import { meanwhile } from '../expectations.ts';
import { createMediaElement } from './media-element.ts';

const statisticsInterval = 50;

/**
 * Looks at a remote publication as a person would: a picture that is more than a placeholder and moves, sound whose clock
 * runs. Where no media flows there is nothing to look at.
 */
export async function expectMediaFlows(stage: Stage, publication: RemotePublication): Promise<void> {
  if (!stage.harness.mediaIsReal) return;
  if (publication.kind === 'audio' && !stage.capabilities.rawTrackOut)
    return expectSoundArrives(stage, publication);
  const element = createMediaElement(publication.kind);
  const detach = publication.attach(element);
  stage.afterwards(() => {
    detach();
    element.remove();
  });
  await stage.eventually(`the ${publication.source} plays`, () => element.currentTime > 0);
  const seen = element.currentTime;
  await stage.eventually(`the ${publication.source} goes on`, () => element.currentTime > seen);
  if (element instanceof HTMLVideoElement)
    await stage.eventually('there is a picture', () => element.videoWidth > 2 && element.videoHeight > 2);
  detach();
  element.remove();
}

/** Sound that a provider plays past every element is judged by what comes in of it. */
async function expectSoundArrives(stage: Stage, { id, source }: RemotePublication): Promise<void> {
  const growsPast = async (bytes: number): Promise<number> => {
    for (;;) {
      const received = await stage.bytesReceived(id);
      if (received > bytes) return received;
      await new Promise((resolve) => setTimeout(resolve, statisticsInterval));
    }
  };
  const seen = await stage.soon(`the ${source} arrives`, meanwhile(growsPast(0)));
  await stage.soon(`the ${source} goes on`, meanwhile(growsPast(seen)));
}

/** What every remote publication promises about its track. */
export function expectTrack(stage: Stage, { track, kind }: RemotePublication): void {
  if (!stage.capabilities.rawTrackOut) {
    assert.isUndefined(track, 'a provider that gives no raw tracks out gives none');
    return;
  }
  assert.isDefined(track, 'the remote track');
  assert.equal(track?.kind, kind, 'the kind of the remote track');
  assert.equal(track?.readyState, 'live', 'the state of the remote track');
}
