/** A stream as a client announces it. */
export const cameraStream = (id: string) => ({
  id,
  name: 'camera',
  channel: [{ id: 'video1', type: 'video', active: true }],
});
