import { KeptFilesDialog } from './kept-files-dialog'
import { RemarkBar } from './remark-bar'
import { RenameDialog } from './rename-dialog'
import { ShareDialog } from './share-dialog'
import { UndoQuestionDialog } from './undo-question'

/** What stands above the session while something is done with one. */
export function HistoryLayer() {
  return (
    <>
      <RemarkBar />
      <RenameDialog />
      <ShareDialog />
      <UndoQuestionDialog />
      <KeptFilesDialog />
    </>
  )
}
