import { BrowserWindow, dialog } from 'electron'

/**
 * Asks the person for a folder, in a dialog over the window in use.
 * @returns its path, or undefined when the dialog was cancelled
 */
export async function chooseFolder(): Promise<string | undefined> {
  const options: Electron.OpenDialogOptions = {
    title: 'Add project',
    buttonLabel: 'Add project',
    properties: ['openDirectory', 'createDirectory'],
  }
  const window = BrowserWindow.getFocusedWindow()
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  return canceled ? undefined : filePaths[0]
}
