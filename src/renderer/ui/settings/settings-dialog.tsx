import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { Slider } from '@base-ui/react/slider'
import { Switch } from '@base-ui/react/switch'
import { type ReactNode, useId } from 'react'
import { FONT_SIZES, type Settings, THEMES, type Theme } from '../../store/settings'
import { useActions, useHelm, useStore } from '../context'
import { Sheet } from '../dialog'
import { Icon, type IconName } from '../icons'
import { Keys } from '../keys-view'

const THEME_LOOKS: Readonly<Record<Theme, { word: string; icon: IconName }>> = {
  system: { word: 'System', icon: 'screen' },
  light: { word: 'Light', icon: 'light' },
  dark: { word: 'Dark', icon: 'dark' },
}

/** What a person can choose; each choice is in force at once. */
export function SettingsDialog() {
  return (
    <Sheet name="settings" title="Settings" className="settings" first="[role=radio][data-checked]">
      <div className="dialog-body settings-body">
        <Appearance />
        <Engine />
        <About />
      </div>
    </Sheet>
  )
}

function Appearance() {
  const { store } = useHelm()
  const { theme, fontSize, motion } = useStore((it) => it.settings.value)
  const change = (some: Partial<Settings>) => store.write(() => store.settings.change(some))
  const id = useId()
  return (
    <section aria-label="Appearance" className="settings-part">
      <h3>Appearance</h3>
      <Row label="Theme" labelID={`${id}-theme`}>
        <RadioGroup
          className="segments"
          aria-labelledby={`${id}-theme`}
          value={theme}
          onValueChange={(value: Theme) => change({ theme: value })}
        >
          {THEMES.map((it) => (
            <Radio.Root key={it} value={it} className="segment" aria-label={THEME_LOOKS[it].word}>
              <Icon name={THEME_LOOKS[it].icon} />
              {THEME_LOOKS[it].word}
            </Radio.Root>
          ))}
        </RadioGroup>
      </Row>
      <Row
        label="Text size"
        labelID={`${id}-size`}
        note={
          <>
            <Keys keys="Mod+Plus" /> <Keys keys="Mod+Minus" /> <Keys keys="Mod+0" />
          </>
        }
      >
        <Slider.Root
          className="slider"
          aria-labelledby={`${id}-size`}
          min={FONT_SIZES.smallest}
          max={FONT_SIZES.largest}
          value={fontSize}
          onValueChange={(value: number) => change({ fontSize: value })}
        >
          <Slider.Control className="slider-control">
            <Slider.Track className="slider-track">
              <Slider.Indicator className="slider-fill" />
              <Slider.Thumb className="slider-thumb" aria-labelledby={`${id}-size`} />
            </Slider.Track>
          </Slider.Control>
          <span className="slider-value">{fontSize} px</span>
        </Slider.Root>
      </Row>
      <Row
        label="Reduce motion"
        labelID={`${id}-motion`}
        note="Off, it follows the system’s own setting."
      >
        <Switch.Root
          className="switch"
          aria-labelledby={`${id}-motion`}
          checked={motion === 'reduced'}
          onCheckedChange={(on) => change({ motion: on ? 'reduced' : 'system' })}
        >
          <Switch.Thumb className="switch-thumb" />
        </Switch.Root>
      </Row>
    </section>
  )
}

function Engine() {
  const { store } = useHelm()
  const actions = useActions()
  const engine = useStore((it) => it.engine)
  const isStarting = useStore((it) => it.startingEngine)
  const connect = () => store.write(() => store.dialogs.show('providers'))
  return (
    <section aria-label="Engine and models" className="settings-part">
      <h3>Engine and models</h3>
      <Row label="Providers" note="Who runs the models, by key or login.">
        <button
          type="button"
          className="button"
          aria-disabled={!engine?.running}
          onClick={() => engine?.running && connect()}
        >
          Connect a provider…
        </button>
      </Row>
      {engine && !engine.attached && (
        <Row
          label="Demo"
          note={
            engine.demo
              ? 'A scripted model answers. Your own sessions and keys are untouched.'
              : 'A scripted model, offline, with sessions of its own.'
          }
        >
          <button
            type="button"
            className="button"
            aria-disabled={isStarting}
            onClick={() => void actions.setDemo(!engine.demo)}
          >
            {engine.demo ? 'Leave the demo' : 'Try the demo'}
          </button>
        </Row>
      )}
    </section>
  )
}

function About() {
  const version = useStore((it) => it.engine?.version)
  return (
    <section aria-label="About" className="settings-part">
      <h3>About</h3>
      {window.wheelhouse && <Row label="Wheelhouse">{window.wheelhouse.version}</Row>}
      <Row label="OpenCode engine">{version ?? 'Not running'}</Row>
    </section>
  )
}

interface RowProps {
  label: string
  labelID?: string
  note?: ReactNode
  children: ReactNode
}

function Row({ label, labelID, note, children }: RowProps) {
  return (
    <div className="setting">
      <div className="setting-name">
        <span id={labelID}>{label}</span>
        {note !== undefined && <p className="setting-note">{note}</p>}
      </div>
      <div className="setting-control">{children}</div>
    </div>
  )
}
