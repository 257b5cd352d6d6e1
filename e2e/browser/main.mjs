// @ts-check
// Chromium and nothing else, for tests that want a browser: they open the windows themselves.
import { app } from 'electron'

app.on('window-all-closed', () => undefined)
