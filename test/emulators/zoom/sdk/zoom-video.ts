import { StandInClient } from './stand-in-client.ts';

let client: StandInClient | undefined;

/** Takes the place of `@zoom/videosdk` in a page's bundle. One client per page, as there. */
const ZoomVideo = {
  createClient: (): StandInClient => (client ??= new StandInClient()),
  destroyClient: async (): Promise<void> => {
    await client?.leave();
    client = undefined;
  },
};

export default ZoomVideo;
