import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import type { ConsultCall } from '../call/consult-call.ts';
import { fitsMessage, type TextMessage } from '../call/text-message.ts';
import { Icon } from './icon.tsx';

interface MessagesPanelProperties {
  readonly call: ConsultCall;
  readonly messages: readonly TextMessage[];
  readonly maxBytes: number;
  readonly onClose: () => void;
}

/** What was written during the visit, and a line to write. */
export function MessagesPanel({ call, messages, maxBytes, onClose }: MessagesPanelProperties) {
  const id = useId();
  const list = useRef<HTMLOListElement>(null);
  const [text, setText] = useState('');
  const [sending, setSending] = useState(false);
  const tooLong = !fitsMessage(text, maxBytes);
  useEffect(() => {
    // The newest message is the one to read.
    if (messages.length > 0) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [messages.length]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    if (wanted === '' || sending || tooLong) return;
    setSending(true);
    // The line is emptied only for what was really sent.
    if (await call.sendText(wanted)) setText('');
    setSending(false);
  };
  return (
    <aside className="messages" aria-label="Messages">
      <header className="messages-head">
        <h2>Messages</h2>
        <button type="button" className="button-icon" aria-label="Close messages" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <ol
        ref={list}
        className="message-list"
        role="log"
        aria-live="polite"
        aria-label="Messages so far"
        data-testid="message-list"
        tabIndex={0}
      >
        {messages.map((message) => (
          <MessageLine key={message.id} message={message} />
        ))}
      </ol>
      {messages.length === 0 ? (
        <p className="quiet messages-empty">Nothing written yet. Messages are gone when the visit ends.</p>
      ) : null}
      <form className="message-form" onSubmit={(event) => void submit(event)}>
        <label htmlFor={id} className="hidden">
          Write a message
        </label>
        <input
          id={id}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          placeholder="Write a message"
          autoComplete="off"
          aria-invalid={tooLong}
          data-testid="message-input"
        />
        <button
          type="submit"
          className="button-icon button-send"
          aria-label="Send message"
          aria-disabled={sending || tooLong || text.trim() === ''}
          data-testid="message-send"
        >
          <Icon name="send" />
        </button>
      </form>
      {tooLong ? (
        <p className="field-error" role="alert">
          This message is too long. Send it in parts.
        </p>
      ) : null}
    </aside>
  );
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

function MessageLine({ message }: { readonly message: TextMessage }) {
  const { from, own, text, at } = message;
  return (
    <li className={own ? 'message message-own' : 'message'} data-own={own}>
      <span className="message-head">
        <span data-testid="message-from">{from}</span>{' '}
        <time dateTime={new Date(at).toISOString()}>{clock.format(at)}</time>
      </span>
      <span className="message-text" data-testid="message-text">
        {text}
      </span>
    </li>
  );
}
