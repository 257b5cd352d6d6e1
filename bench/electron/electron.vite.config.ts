import { defineConfig } from 'electron-vite'
import { mergeConfig } from 'vite'
import app from '../../electron.vite.config'

// As the app itself is built, with other entries and another page.
export default defineConfig({
  main: mergeConfig(app.main ?? {}, {
    build: {
      outDir: 'out/bench/main',
      rollupOptions: { input: { main: 'bench/electron/main.ts', model: 'bench/model.ts' } },
    },
  }),
  preload: mergeConfig(app.preload ?? {}, { build: { outDir: 'out/bench/preload' } }),
  renderer: {
    root: 'bench/electron',
    build: {
      outDir: 'out/bench/renderer',
      target: app.renderer?.build?.target,
      minify: true,
      rollupOptions: { input: 'bench/electron/index.html' },
    },
  },
})
