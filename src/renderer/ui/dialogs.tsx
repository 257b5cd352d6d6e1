import { BrowserDialog } from './browser/browser-dialog'
import { Palette } from './palette/palette'
import { Shortcuts } from './palette/shortcuts'
import { ProvidersDialog } from './providers/providers-dialog'
import { SettingsDialog } from './settings/settings-dialog'

/** The dialogs that stand over the whole window, in a chunk of their own. */
export default function Dialogs() {
  return (
    <>
      <Palette />
      <Shortcuts />
      <SettingsDialog />
      <ProvidersDialog />
      {window.wheelhouse && <BrowserDialog />}
    </>
  )
}
