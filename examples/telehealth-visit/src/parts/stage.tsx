import type { CallView, Tile } from '../call/call-view.ts';
import { otherSeat, type Seat, seatLabel } from '../visit/seat.ts';
import { Icon } from './icon.tsx';
import { Picture, Sound } from './media.tsx';

interface StageProperties {
  readonly view: CallView;
  readonly seat: Seat;
}

/** The others, large. */
export function Stage({ view, seat }: StageProperties) {
  const [first, ...rest] = view.tiles;
  return (
    <div className="stage-pictures">
      {first === undefined ? <Waiting view={view} seat={seat} /> : <TileFrame tile={first} place="main" />}
      {rest.length === 0 ? null : (
        <div className="stage-side">
          {rest.map((tile) => (
            <TileFrame key={tile.id} tile={tile} place="side" />
          ))}
        </div>
      )}
      {view.sounds.map(({ id, attach }) => (
        <Sound key={id} attach={attach} testId="remote-audio" />
      ))}
    </div>
  );
}

function Waiting({ view, seat }: StageProperties) {
  const other = seatLabel(otherSeat(seat)).toLowerCase();
  return (
    <div className="waiting" data-testid="waiting">
      <span className="waiting-mark">
        <Icon name="person" />
      </span>
      <p className="waiting-title">{view.phase === 'joining' ? 'Joining…' : `Waiting for the ${other}`}</p>
      <p>{view.sentence}</p>
    </div>
  );
}

interface TileFrameProperties {
  readonly tile: Tile;
  readonly place: 'main' | 'side';
}

function TileFrame({ tile, place }: TileFrameProperties) {
  const { label, content, video, speaking, remark, microphoneOff } = tile;
  return (
    <figure className={`tile tile-${place}`} data-speaking={speaking} data-testid="remote-tile">
      {video === undefined ? (
        <div className="placeholder">
          <Icon name="person" />
          <p>{remark}</p>
        </div>
      ) : (
        <Picture
          key={video.id}
          attach={video.attach}
          label={label}
          className={`picture ${content === 'person' ? '' : 'picture-whole'}`}
          testId={content === 'screen' ? 'remote-screen' : 'remote-video'}
        />
      )}
      {video !== undefined && remark !== undefined ? <p className="tile-remark">{remark}</p> : null}
      <figcaption className="tile-label">
        {microphoneOff ? <Icon name="microphone-off" /> : null}
        <span data-testid="remote-label">{label}</span>
        {microphoneOff ? <span className="hidden">, muted</span> : null}
      </figcaption>
    </figure>
  );
}
