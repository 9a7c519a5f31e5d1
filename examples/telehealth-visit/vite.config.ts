import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

/** Where `serve-visit` listens while the page is being worked on with `vite`. */
const backendUrl = process.env['VISIT_BACKEND_URL'] ?? 'http://127.0.0.1:5180';

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['patchbay-source', ...defaultClientConditions] },
  // A provider's SDK is a chunk of its own, loaded only for a visit that needs it; the largest has some 600 kB.
  build: {
    manifest: true,
    sourcemap: true,
    chunkSizeWarningLimit: 700,
    // A slow machine is nothing to warn of.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: { host: '127.0.0.1', proxy: { '/api': backendUrl } },
});
