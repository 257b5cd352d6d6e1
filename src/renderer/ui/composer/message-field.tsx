import {
  type ClipboardEvent,
  type KeyboardEvent,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Catalog } from '../../store/catalog'
import type { Mention } from '../../store/drafts'
import { useActions, useHelm } from '../context'
import { COMPOSER_ID } from '../focus'
import { findTrigger, mentionOf, type Option, putIn } from './completion'
import { CompletionList, optionId } from './completion-list'
import { useCompletions } from './use-completions'
import { useHistory } from './use-history'

interface Props {
  /** The session's id, or that of none. */
  draftKey: string
  text: string
  mentions: readonly Mention[]
  isShell: boolean
  placeholder: string
  directory: string | undefined
  catalog: Catalog
  onSend: () => void
}

/** The field itself: what one writes, what completes it, and what its keys do. */
export function MessageField(props: Props) {
  const { draftKey, text, mentions, isShell, placeholder, directory, catalog, onSend } = props
  const helm = useHelm()
  const actions = useActions()
  const listID = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const walk = useHistory(draftKey)

  // Where the caret goes once the text is there that was put in.
  const nextCaret = useRef<number | undefined>(undefined)
  useLayoutEffect(() => {
    if (nextCaret.current === undefined || !field.current) return
    field.current.setSelectionRange(nextCaret.current, nextCaret.current)
    nextCaret.current = undefined
  })

  const [caret, setCaret] = useState<number>()
  const [active, setActive] = useState(0)
  const trigger = useMemo(
    () => (isShell || caret === undefined ? undefined : findTrigger(text, caret, mentions)),
    [isShell, caret, text, mentions],
  )
  const { options, note } = useCompletions(trigger, directory, catalog)
  const isOpen = trigger !== undefined && (options.length > 0 || note !== '')
  const current = Math.min(active, options.length - 1)
  const close = () => setCaret(undefined)

  const pick = (option: Option) => {
    close()
    if (!trigger) return
    if (option.kind === 'app') {
      actions.setDraft('')
      option.slash.command.run(helm)
      return
    }
    const mention = mentionOf(option)
    const words = option.kind === 'command' ? `/${option.command.name}` : (mention?.value ?? '')
    const next = putIn(text, trigger, words)
    nextCaret.current = next.caret
    if (mention) actions.mention(next.text, mention)
    else actions.setDraft(next.text)
  }

  const change = (value: string, at: number) => {
    setActive(0)
    // The sign itself is not part of the command.
    if (!isShell && value.startsWith('!') && !text.startsWith('!')) {
      close()
      nextCaret.current = Math.max(0, at - 1)
      actions.changeDraft({ text: value.slice(1), isShell: true })
      return
    }
    setCaret(at)
    actions.setDraft(value)
  }

  /** @returns whether the key was for the list */
  const keyOfList = (key: string): boolean => {
    const option = options[current]
    if (!isOpen) return false
    if (key === 'Escape') close()
    else if (!option) return false
    else if (key === 'ArrowDown') setActive((current + 1) % options.length)
    else if (key === 'ArrowUp') setActive((current + options.length - 1) % options.length)
    else if (key === 'Enter' || key === 'Tab') {
      // A command that is written out already is sent.
      const isWhole = option.kind === 'command' && text === `/${option.command.name}`
      if (key === 'Enter' && isWhole) return false
      pick(option)
    } else return false
    return true
  }

  /** @returns whether the key did something beside writing */
  const keyOfField = (key: string, { selectionStart, selectionEnd }: HTMLTextAreaElement) => {
    const isAtStart = selectionStart === 0 && selectionEnd === 0
    const end = text.length
    switch (key) {
      case 'Enter':
        close()
        onSend()
        return true
      case 'Escape':
        if (isShell) actions.changeDraft({ isShell: false })
        else actions.stopAtSecond()
        return true
      case 'Backspace':
        if (!isShell || !isAtStart) return false
        actions.changeDraft({ isShell: false })
        return true
      case 'ArrowUp':
      case 'ArrowDown': {
        const isUp = key === 'ArrowUp'
        const isAtEdge = isUp
          ? !text.slice(0, selectionStart).includes('\n') || selectionStart === end
          : !text.slice(selectionEnd).includes('\n')
        if (selectionStart !== selectionEnd || !isAtEdge || !walk(isUp ? 1 : -1)) return false
        close()
        nextCaret.current = helm.store.outbox.draft(draftKey).length
        return true
      }
      default:
        return false
    }
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // 229 is what a key is while an input method composes, in engines that end it too early.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    if (keyOfList(event.key) || keyOfField(event.key, event.currentTarget)) event.preventDefault()
  }

  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files]
    // What is copied from a document comes as a picture, too.
    if (files.length === 0 || event.clipboardData.getData('text/plain') !== '') return
    event.preventDefault()
    void actions.attach(files)
  }

  return (
    <>
      {isOpen && (
        <CompletionList
          id={listID}
          options={options}
          note={note}
          active={current}
          onHover={setActive}
          onPick={pick}
        />
      )}
      <div className={isShell ? 'message-field shell' : 'message-field'}>
        {isShell && (
          <span className="shell-sign" aria-hidden="true">
            $
          </span>
        )}
        <textarea
          ref={field}
          id={COMPOSER_ID}
          aria-label="Message"
          aria-describedby="message-hint"
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={isOpen && options.length > 0 ? listID : undefined}
          aria-activedescendant={isOpen && current >= 0 ? optionId(listID, current) : undefined}
          placeholder={placeholder}
          rows={1}
          spellCheck={!isShell}
          value={text}
          onChange={({ target }) => change(target.value, target.selectionStart)}
          onSelect={({ currentTarget }) => {
            // Only writing opens the list; a caret that moves away closes it.
            if (trigger) setCaret(currentTarget.selectionStart)
            else if (caret !== undefined) close()
          }}
          onBlur={close}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
      </div>
      <p className="hidden-text" role="status">
        {isOpen && options.length > 0 ? `${options.length} suggestions` : ''}
      </p>
    </>
  )
}
