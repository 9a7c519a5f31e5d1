import { useEffect, useRef, useState } from 'react';

interface EndVisitDialogProperties {
  /** Resolves to false when the visit could not be ended. */
  readonly onEnd: () => Promise<boolean>;
  readonly onClose: () => void;
}

/** Asks once before the visit is over for everybody. */
export function EndVisitDialog({ onEnd, onClose }: EndVisitDialogProperties) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [progress, setProgress] = useState<'asking' | 'ending' | 'failed'>('asking');
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const end = async () => {
    if (progress === 'ending') return;
    setProgress('ending');
    setProgress((await onEnd()) ? 'ending' : 'failed');
  };
  return (
    <dialog ref={dialog} className="card dialog" aria-labelledby="end-visit-title" onClose={onClose}>
      <h2 id="end-visit-title">End the visit for everybody?</h2>
      <p className="lead">The others are disconnected too. To go out alone, choose “Leave” instead.</p>
      {progress === 'failed' ? (
        <p className="note note-danger" role="alert">
          The visit could not be ended. Check your connection and try again.
        </p>
      ) : null}
      <div className="dialog-actions">
        <button type="button" className="button button-quiet" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          className="button button-danger"
          data-testid="end-visit-confirm"
          aria-disabled={progress === 'ending'}
          onClick={() => void end()}
        >
          {progress === 'ending' ? 'Ending…' : 'End visit'}
        </button>
      </div>
    </dialog>
  );
}
