import type { ReactNode } from 'react';

const focus = (element: HTMLHeadingElement | null) => {
  element?.focus({ preventScroll: true });
};

/** The heading of a page of the visit; takes the focus when its page comes, so that screen readers start there. */
export function PageTitle({ children }: { readonly children: ReactNode }) {
  return (
    <h1 ref={focus} tabIndex={-1}>
      {children}
    </h1>
  );
}
