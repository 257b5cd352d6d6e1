/** The buttons that a command presses have these ids; there is one of each at most. */
export const MODEL_PICKER_ID = 'model-picker'
export const ATTACH_BUTTON_ID = 'attach-files'
