import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

// Stated, because electron-vite would otherwise build for the installed package's version, and the
// app must also run on Electron 33 (ARCHITECTURE.md, "Two Electrons").
export default defineConfig({
  main: {
    build: {
      target: 'node20.18',
      // One file instead of some 300: to find and read them is most of what main does before the
      // first window.
      externalizeDeps: false,
      rollupOptions: { input: 'src/main/index.ts', output: { format: 'es' } },
    },
  },
  preload: {
    build: {
      target: 'node20.18',
      // A sandboxed preload cannot be an ES module, nor require anything but electron.
      externalizeDeps: false,
      rollupOptions: {
        input: 'src/preload/index.ts',
        output: { format: 'cjs', entryFileNames: 'index.cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    build: {
      target: 'chrome130',
      minify: true,
      // The page's CSP allows fonts from files only.
      assetsInlineLimit: 0,
      rollupOptions: { input: 'src/renderer/index.html' },
    },
    // The page's workers load their parts as the page does.
    worker: { format: 'es' },
    plugins: [react()],
  },
})
